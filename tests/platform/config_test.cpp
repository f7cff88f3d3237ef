// Settings in general: a table of two or three invented ones.
#include "platform/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <fstream>

namespace salon::platform {
namespace {

using testing::HasSubstr;
using testing::Not;
using enum SettingKind;

constexpr std::array table{
    SettingSpec{"SHOP_CHAIRS", integer, "4", "", "Chairs in the shop.", 1, 20},
    SettingSpec{"SHOP_NAME", text, "Salon", "", "Above the door."},
    SettingSpec{"SHOP_IS_OPEN", flag, "1", "", "Whether anyone may come in."},
    SettingSpec{"SHOP_STYLISTS", list, "", "", "Who works there."},
    SettingSpec{"SHOP_SAFE", secret, "", "", "Opens the safe."},
};

class Settings : public testing::Test {
 protected:
  void TearDown() override {
    if (!file_.empty()) std::filesystem::remove(file_);
  }
  std::filesystem::path file(std::string_view content) {
    file_ = std::filesystem::temp_directory_path() / ("config_test_" + std::to_string(::getpid()) + ".toml");
    std::ofstream(file_) << content;
    return file_;
  }
  std::expected<Config, std::string> load(std::optional<std::filesystem::path> path = std::nullopt) {
    return Config::load({.table = table,
                         .prefix = "SHOP_",
                         .environment = [this](const std::string& name) -> std::optional<std::string> {
                           const auto found = environment_.find(name);
                           return found == environment_.end() ? std::nullopt : std::optional(found->second);
                         },
                         .file = std::move(path)});
  }
  std::map<std::string, std::string> environment_;

 private:
  std::filesystem::path file_;
};

TEST_F(Settings, have_their_defaults_when_nobody_says_otherwise) {
  const auto config = load();
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->integer("SHOP_CHAIRS"), 4);
  EXPECT_EQ(config->text("SHOP_NAME"), "Salon");
  EXPECT_TRUE(config->flag("SHOP_IS_OPEN"));
  EXPECT_TRUE(config->list("SHOP_STYLISTS").empty());
  EXPECT_TRUE(config->is_default("SHOP_NAME"));
}

TEST_F(Settings, come_from_the_environment_before_the_file_and_from_the_file_before_the_default) {
  environment_["SHOP_CHAIRS"] = "7";
  const auto config = load(file("chairs = 6\nname = 'Zeina'\n"));
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->integer("SHOP_CHAIRS"), 7);
  EXPECT_EQ(config->text("SHOP_NAME"), "Zeina");
  EXPECT_FALSE(config->is_default("SHOP_NAME"));
  EXPECT_TRUE(config->is_default("SHOP_IS_OPEN"));
}

TEST_F(Settings, of_the_command_line_win_over_all) {
  environment_["SHOP_CHAIRS"] = "7";
  auto config = load();
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->override_with("SHOP_CHAIRS", "9"));
  EXPECT_EQ(config->integer("SHOP_CHAIRS"), 9);
  EXPECT_FALSE(config->override_with("SHOP_CHAIRS", "21"));
}

TEST_F(Settings, that_are_lists_may_be_an_array_or_text_with_commas) {
  const auto from_array = load(file("stylists = ['Amal', 'Ben']\n"));
  const auto from_text = load(file("stylists = ' Amal ,, Ben '\n"));
  ASSERT_TRUE(from_array && from_text);
  const std::vector<std::string> both{"Amal", "Ben"};
  EXPECT_EQ(from_array->list("SHOP_STYLISTS"), both);
  EXPECT_EQ(from_text->list("SHOP_STYLISTS"), both);
}

TEST_F(Settings, that_the_table_does_not_know_are_refused_with_their_line) {
  const auto config = load(file("chairs = 6\nchair = 7\n"));
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error(), HasSubstr("There is no setting \"chair\""));
  EXPECT_THAT(config.error(), HasSubstr("line 2"));
}

TEST_F(Settings, at_the_edges_of_their_range_are_taken_and_beyond_it_refused) {
  for (const char* good : {"1", "20", " 5 "}) {
    environment_["SHOP_CHAIRS"] = good;
    EXPECT_TRUE(load()) << good;
  }
  for (const char* bad : {"0", "21", "", "five", "5.0", "0x5", "99999999999999999999"}) {
    environment_["SHOP_CHAIRS"] = bad;
    const auto config = load();
    ASSERT_FALSE(config) << bad;
    EXPECT_THAT(config.error(), HasSubstr("SHOP_CHAIRS must be a whole number from 1 to 20"));
    EXPECT_THAT(config.error(), HasSubstr("environment"));
  }
}

TEST_F(Settings, that_are_secret_are_neither_explained_nor_quoted_in_a_complaint) {
  environment_["SHOP_SAFE"] = "1234";
  const auto config = load();
  ASSERT_TRUE(config);
  EXPECT_THAT(config->explain(), Not(HasSubstr("1234")));
  EXPECT_THAT(config->explain(), HasSubstr("SHOP_SAFE = (set, not shown)  (environment)"));
  EXPECT_EQ(config->text("SHOP_SAFE"), "1234");
}

TEST_F(Settings, that_no_table_names_are_a_mistake_of_the_program) {
  const auto config = load();
  ASSERT_TRUE(config);
  EXPECT_THROW((void)config->text("SHOP_WINDOWS"), std::logic_error);
}

}  // namespace
}  // namespace salon::platform
