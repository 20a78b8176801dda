"""The two labelled tasks: their files, and the prompts that the templates make of them."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[3] / "assets" / "sample" / "templates.json"


@dataclass(frozen=True)
class Example:
    prompt: str
    label: int  # index into Task.words


@dataclass(frozen=True)
class Task:
    name: str
    prompt: str
    classes: list[str]
    words: list[str]

    def word_ids(self, tokenizer) -> list[int]:
        """The token of each label word; a word of several tokens could not be read off one step."""
        ids = [tokenizer.encode(word, add_special_tokens=False).ids for word in self.words]
        for word, word_ids in zip(self.words, ids):
            if len(word_ids) != 1:
                raise ValueError(f"label word {word!r} is {len(word_ids)} tokens, it must be one")
        return [word_ids[0] for word_ids in ids]


def load_task(name: str) -> Task:
    template = json.loads(TEMPLATES.read_text(encoding="utf-8"))[name]
    labels = sorted(template["labels"], key=lambda label: label["value"])
    return Task(
        name,
        template["prompt"],
        [label["class"] for label in labels],
        [label["word"] for label in labels],
    )


def read_rows(name: str, paths: list[str]) -> list[tuple[dict[str, str], int]]:
    """Rows as (fields, label): SST-2 as GLUE's TSV, MNLI as JSON Lines or as one JSON object of rows."""
    rows = []
    for path in paths:
        with open(path, encoding="utf-8", newline="") as file:
            if name == "sst2":
                # GLUE does not quote: a quotation mark is a character of the sentence.
                for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                    rows.append(({"sentence": row["sentence"].strip()}, int(row["label"])))
            else:
                classes = load_task(name).classes
                if path.endswith(".jsonl"):
                    found = [json.loads(line) for line in file if line.strip()]
                else:
                    found = list(json.load(file).values())
                for row in found:
                    premise = row.get("premise", row.get("text_a", "")).strip()
                    hypothesis = row.get("hypothesis", row.get("text_b", "")).strip()
                    fields = {"premise": premise, "hypothesis": hypothesis}
                    rows.append((fields, classes.index(row["label"])))
    return rows


def read_examples(task: Task, paths: list[str]) -> list[Example]:
    return [Example(task.prompt.format(**fields), label) for fields, label in read_rows(task.name, paths)]
