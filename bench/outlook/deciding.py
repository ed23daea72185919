"""The frontier of 10 sectors × 10 districts × 3 batches on the agent-based city, and what each part of it takes.

    python -m bench.outlook.deciding [--agents N]

Seconds of the clock, and of the processor, which a busy machine changes less; three written calendars, 60 days, 100 worlds on the city.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

from lianfang.outlook.deciding import asking

GOAL = 300.0
FILE = """
agents: {agents}
infected: {{福田区: 4, 罗湖区: 3, 南山区: 4, 宝安区: 8, 龙岗区: 7, 龙华区: 5, 光明区: 2}}
policies:
  gates: [{{screening: 0.5, quarantine_days: 14}}]
  testing: [{{seeking: 0.8, capacity: 3000, others: 200}}]
  tracing: [{{named: {{home: 1.0, team: 0.5, site: 0.1, hospital: 0.8}}, capacity: 2000, place: room}}]
  protection: [{{setting: community, factor: 0.5}}, {{setting: transit, factor: 0.6}}]
  isolation: [{{place: bed, stays_home: 0.5}}]
  closings: [{{sector: school}}]
first: 2020-02-10
days: 60
decided: [manufacturing, construction, trade, transport, hospitality, information, finance, services, public, health]
calendars:
  - name: by-importance
    title: {{zh: 按重要性分三批, en: three batches}}
    lines: [{{opens_on: 2020-02-24}}, {{batch: 1, opens_on: 2020-02-10}}, {{batch: 2, opens_on: 2020-02-17}}]
  - name: cautious
    title: {{zh: 谨慎, en: cautious}}
    lines: [{{opens_on: 2020-03-23}}, {{batch: 1, opens_on: 2020-02-24}}, {{batch: 2, opens_on: 2020-03-09}}]
  - name: industry-first
    title: {{zh: 工业优先, en: industry first}}
    lines: [{{opens_on: 2020-03-09}}, {{sector: manufacturing, opens_on: 2020-02-10}}]
limits:
  beds: {{most: 100, accepted: 0.05}}
  rooms: {{most: 800, accepted: 0.05}}
  local: {{most: 300, within: 30, accepted: 0.05}}
uncertain:
  transmission: {{low: 0.75, high: 1.33}}
  imported: {{low: 0.5, high: 2.0}}
"""


def main() -> None:
    """Time one whole answer and print it as a line of JSON."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--agents", type=int, default=100_000)
    agents = arguments.parse_args().agents
    heard: list[tuple[str, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "decision.yaml"
        path.write_text(FILE.format(agents=agents), encoding="utf-8")
        begin, busy = time.perf_counter(), time.process_time()
        said = asking.answer(
            path, told=lambda stage, done, of: heard.append((stage, time.perf_counter() - begin))
        )
        took, busy = time.perf_counter() - begin, time.process_time() - busy
    last = {stage: round(at, 1) for stage, at in heard}
    print(
        json.dumps(
            {
                "groups": said.groups, "agents": agents, "seconds": round(took, 1), "processor_seconds": round(busy, 1),
                "goal_seconds": GOAL, "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1), "ends": last,
                "runs_of_the_city": sum(stage == "runs" for stage, _ in heard), "frontier": len(said.frontier),
                "chosen": said.chosen, "surrogate": said.surrogate.model_dump(),
            },
            ensure_ascii=False,
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
