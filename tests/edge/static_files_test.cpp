#include "edge/static_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "edge/docs.hpp"

namespace salon::edge {
namespace {

namespace fs = std::filesystem;
using platform::HttpRequest;
using platform::HttpResponse;
using ::testing::HasSubstr;
using ::testing::Not;

class StaticFolder : public ::testing::Test {
 protected:
  StaticFolder() {
    put("index.html", "<p>front</p>");
    put("desk.html", "<p>desk</p>");
    put("help/index.html", "<p>help</p>");
    put("assets/app-1a2b.js", "plain");
    put("assets/app-1a2b.js.br", "brotli");
    put("assets/app-1a2b.js.gz", "gzip");
    put("assets/app-1a2b.js.map", "map");
    put(".secret", "secret");
  }
  ~StaticFolder() override { fs::remove_all(folder_); }
  void put(const std::string& name, const std::string& text) {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  [[nodiscard]] StaticFiles files(std::vector<std::string> ancestors = {}) const {
    return StaticFiles({.folder = folder_.string(), .frame_ancestors = std::move(ancestors), .is_behind_tls = true});
  }
  static HttpRequest get(std::string path, std::vector<platform::HttpHeader> headers = {}) {
    HttpRequest request;
    request.method = "GET";
    request.path = std::move(path);
    request.headers = std::move(headers);
    return request;
  }
  fs::path folder_ = fs::temp_directory_path() / ("salon-static-" + std::to_string(::getpid()));
};

TEST_F(StaticFolder, pages_are_asked_about_again_and_hashed_names_are_kept_for_ever) {
  const StaticFiles all = files();
  const auto page = all.find(get("/"));
  ASSERT_TRUE(page);
  EXPECT_EQ(page->body, "<p>front</p>");
  EXPECT_EQ(*page->header("cache-control"), "no-cache");
  EXPECT_THAT(*page->header("content-type"), HasSubstr("text/html"));
  EXPECT_THAT(*all.find(get("/assets/app-1a2b.js"))->header("cache-control"), HasSubstr("immutable"));
  EXPECT_EQ(all.find(get("/help"))->body, "<p>help</p>");
  EXPECT_EQ(all.find(get("/help/"))->body, "<p>help</p>");
}

TEST_F(StaticFolder, nothing_but_the_files_that_were_there_at_start_is_found) {
  const StaticFiles all = files();
  put("late.html", "late");
  for (const char* path :
       {"/late.html", "/.secret", "/assets/app-1a2b.js.map", "/assets/app-1a2b.js.br", "/../etc/passwd", "/assets",
        "/desk.html", "/deskp", "/help/../index.html", "/%69ndex.html", ""}) {
    EXPECT_FALSE(all.find(get(path))) << path;
  }
  EXPECT_EQ(StaticFiles({.folder = "/nowhere", .frame_ancestors = {}, .is_behind_tls = false}).size(), 0U);
}

TEST_F(StaticFolder, the_encoding_the_client_likes_best_is_sent_and_named) {
  const StaticFiles all = files();
  const auto encoding = [&all](std::string accepted) {
    const auto response = all.find(get("/assets/app-1a2b.js", {{"accept-encoding", std::move(accepted)}}));
    const std::string* name = response->header("content-encoding");
    EXPECT_EQ(*response->header("vary"), "accept-encoding");
    return (name ? *name : "identity") + " " + response->body;
  };
  EXPECT_EQ(encoding("gzip, deflate, br"), "br brotli");
  EXPECT_EQ(encoding("gzip"), "gzip gzip");
  EXPECT_EQ(encoding("br;q=0, gzip;q=0.5"), "gzip gzip");
  EXPECT_EQ(encoding("br;q=0.1, gzip;q=0.9"), "gzip gzip");
  EXPECT_EQ(encoding("*"), "br brotli");
  EXPECT_EQ(encoding("identity"), "identity plain");
  EXPECT_EQ(encoding("brr"), "identity plain");
}

TEST_F(StaticFolder, what_is_known_is_304_and_each_encoding_has_an_etag_of_its_own) {
  const StaticFiles all = files();
  const std::string plain = *all.find(get("/assets/app-1a2b.js"))->header("etag");
  const std::string packed = *all.find(get("/assets/app-1a2b.js", {{"accept-encoding", "br"}}))->header("etag");
  EXPECT_NE(plain, packed);
  const auto known = all.find(get("/assets/app-1a2b.js", {{"if-none-match", plain}}));
  EXPECT_EQ(known->status, 304);
  EXPECT_TRUE(known->body.empty());
  EXPECT_EQ(*known->header("etag"), plain);
  EXPECT_EQ(all.find(get("/assets/app-1a2b.js", {{"if-none-match", plain}, {"accept-encoding", "br"}}))->status, 200);
}

TEST_F(StaticFolder, the_desk_is_one_page_however_deep_one_looks) {
  const StaticFiles all = files({"https://salon.test"});
  for (const char* path : {"/desk", "/desk/", "/desk/day/2027-03-01", "/desk/rules/", "/desk/../index.html"}) {
    const auto page = all.find(get(path));
    ASSERT_TRUE(page) << path;
    EXPECT_EQ(page->body, "<p>desk</p>") << path;
    EXPECT_EQ(*page->header("cache-control"), "no-cache") << path;
    EXPECT_THAT(*page->header("content-security-policy"), HasSubstr("frame-ancestors 'none'")) << path;
  }
  fs::remove(folder_ / "desk.html");
  for (const char* path : {"/desk", "/desk/", "/desk/day"}) EXPECT_FALSE(files().find(get(path))) << path;
}

TEST_F(StaticFolder, the_desk_is_framed_by_nobody_and_the_booking_page_by_registered_origins) {
  const StaticFiles all = files({"https://salon.test"});
  const auto policy = [&all](std::string path) {
    return *all.find(get(std::move(path)))->header("content-security-policy");
  };
  EXPECT_THAT(policy("/"), HasSubstr("frame-ancestors 'self' https://salon.test"));
  EXPECT_THAT(policy("/"), Not(HasSubstr("frame-src")));
  EXPECT_THAT(policy("/desk"), HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(policy("/"), HasSubstr("script-src 'self'; style-src 'self'"));
  EXPECT_THAT(policy("/"), HasSubstr("require-trusted-types-for 'script'"));
  EXPECT_THAT(*all.find(get("/"))->header("strict-transport-security"), HasSubstr("max-age"));
}

TEST_F(StaticFolder, the_brands_origins_may_frame_the_booking_page_from_the_moment_they_are_known) {
  StaticFiles all = files({"https://salon.test"});
  const auto policy = [&all](const char* path) { return *all.find(get(path))->header("content-security-policy"); };
  all.allow_frames({"https://blog.test", "https://shop.test:8443"});
  EXPECT_THAT(policy("/"),
              HasSubstr("frame-ancestors 'self' https://salon.test https://blog.test https://shop.test:8443"));
  EXPECT_THAT(policy("/desk"), HasSubstr("frame-ancestors 'none'"));
  all.allow_frames({});
  EXPECT_THAT(policy("/"), Not(HasSubstr("blog.test")));
  EXPECT_THAT(policy("/"), HasSubstr("https://salon.test"));
}

TEST_F(StaticFolder, an_installations_own_pictures_are_found_and_nothing_else_that_lies_beside_them) {
  put("own/marina.JPG", "no ending that is known");
  put("own/marina.jpg", "a photo");
  put("own/soho/front.svg", "<svg/>");
  put("own/.hidden.png", "hidden");
  put("own/page.html", "<script>1</script>");
  put("own/accounts.txt", "text");
  const StaticFiles all({.photos_folder = (folder_ / "own").string(), .folder = {}, .frame_ancestors = {}});
  EXPECT_EQ(all.size(), 2U);
  const auto photo = all.find(get("/photos/marina.jpg"));
  ASSERT_TRUE(photo);
  EXPECT_EQ(photo->body, "a photo");
  EXPECT_EQ(*photo->header("content-type"), "image/jpeg");
  EXPECT_EQ(*photo->header("cache-control"), "no-cache");
  const auto drawing = all.find(get("/photos/soho/front.svg"));
  ASSERT_TRUE(drawing);
  EXPECT_EQ(*drawing->header("content-type"), "image/svg+xml");
  EXPECT_THAT(*drawing->header("content-security-policy"), HasSubstr("default-src 'none'"));
  EXPECT_THAT(*drawing->header("content-security-policy"), HasSubstr("sandbox"));
  const StaticFiles none({.photos_folder = "/nowhere", .folder = {}, .frame_ancestors = {}});
  EXPECT_EQ(none.size(), 0U);
}

TEST_F(StaticFolder, the_documents_page_has_no_script_inside_it) {
  StaticFiles all = files();
  add_docs_page(all);
  const auto page = all.find(get("/docs"));
  ASSERT_TRUE(page);
  EXPECT_THAT(page->body, Not(::testing::ContainsRegex("<script>|onload=|style=")));
  EXPECT_THAT(*page->header("content-security-policy"), HasSubstr("script-src 'self'"));
  EXPECT_TRUE(all.find(get("/docs/start.js")));
}

}  // namespace
}  // namespace salon::edge
