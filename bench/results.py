"""What a row found, and how it is told: medians, ratios, whether the goal is met, the table, the JSON."""
import dataclasses
import json
import statistics


@dataclasses.dataclass
class Sample:
    """One round of one side."""
    operations: int
    seconds: float
    cpu_us: dict = dataclasses.field(default_factory=dict)  # by who spent it: client, server, postgres, redis
    p50_us: float = 0.0
    p99_us: float = 0.0
    others_cores: float = 0.0  # what processes that are none of ours took meanwhile

    @property
    def rate(self):
        return self.operations / self.seconds if self.seconds > 0 else 0.0

    @property
    def cpu_us_each(self):
        return sum(self.cpu_us.values()) / self.operations if self.operations else 0.0

    def cpu_parts(self):
        return {who: us / self.operations for who, us in self.cpu_us.items()} if self.operations else {}


def median(values):
    values = list(values)
    return statistics.median(values) if values else 0.0


def median_of(samples, what):
    return median(getattr(sample, what) for sample in samples)


def median_parts(samples):
    """{who: median CPU of an operation}, as text."""
    names = list(dict.fromkeys(name for sample in samples for name in sample.cpu_us))
    return " + ".join(f"{name} {number_text(median(sample.cpu_parts().get(name, 0) for sample in samples))}" for name in names)


@dataclasses.dataclass
class Row:
    id: str
    what: str
    unit: str = ""
    ours: float | None = None
    baseline: float | None = None
    goal: float | None = None
    at_most: bool = False  # the goal is an upper bound of the ratio, else a lower one
    ratio: float | None = None
    cpu_us_ours: float | None = None
    cpu_us_baseline: float | None = None
    also_met: bool = True  # further conditions, told by notes or by lines of their own
    notes: list = dataclasses.field(default_factory=list)
    failure: str | None = None

    @property
    def is_met(self):
        """None: there is no goal."""
        if self.failure:
            return False
        if self.goal is None:
            return None
        if self.ratio is None:
            return False
        return (self.ratio <= self.goal if self.at_most else self.ratio >= self.goal) and self.also_met

    def as_json(self):
        return {"id": self.id, "ours": rounded(self.ours), "baseline": rounded(self.baseline), "ratio": rounded(self.ratio),
                "goal": self.goal, "met": self.is_met, "cpu_us_ours": rounded(self.cpu_us_ours),
                "cpu_us_baseline": rounded(self.cpu_us_baseline)}


def compared(row, ours, baseline, what="rate"):
    """Fills a row with the medians of two sides; the ratio is ours to theirs."""
    row.ours, row.baseline = median_of(ours, what), median_of(baseline, what)
    row.ratio = row.ours / row.baseline if row.baseline else None
    row.cpu_us_ours, row.cpu_us_baseline = median_of(ours, "cpu_us_each"), median_of(baseline, "cpu_us_each")
    others = median_of(list(ours) + list(baseline), "others_cores")
    if others > 0.1:
        row.notes.append(f"busy machine: other processes had {others:.1f} cores meanwhile")
    return row


def failed(row_id, what, why):
    return Row(id=row_id, what=what, failure=str(why))


def rounded(value):
    """Three significant digits or more, as numbers of a measurement deserve."""
    if value is None:
        return None
    return round(value, 1) if abs(value) >= 100 else float(f"{value:.4g}")


def to_json(rows):
    return json.dumps([row.as_json() for row in rows], indent=1)


def number_text(value):
    if value is None:
        return "–"
    if abs(value) >= 1000:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def goal_text(row):
    if row.goal is None:
        return "–"
    return f"{'≤' if row.at_most else '≥'} {row.goal:g} ×"


def met_text(row):
    if row.failure:
        return "FAILED"
    return {True: "met", False: "not met", None: "–"}[row.is_met]


def in_short(row):
    return f"FAILED: {row.failure}" if row.failure else " · ".join(cell for cell in cells(row)[2:8] if cell)


HEADER = ["#", "what", "unit", "ours", "baseline", "ratio", "goal", "", "CPU µs ours", "CPU µs baseline"]


def cells(row):
    return [row.id, row.what, row.unit, number_text(row.ours), number_text(row.baseline),
            "–" if row.ratio is None else f"{row.ratio:.2f}", goal_text(row), met_text(row), number_text(row.cpu_us_ours),
            number_text(row.cpu_us_baseline)]


def to_table(rows):
    """Markdown that also reads well as it is; then what there is to say about each row."""
    lines = [HEADER] + [cells(row) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    draw = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines]
    draw.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    said = [f"- {row.id}: {text}" for row in rows for text in ([f"FAILED: {row.failure}"] if row.failure else []) + row.notes]
    return "\n".join(draw + ([""] + said if said else []))
