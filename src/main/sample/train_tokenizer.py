"""Step 2: trains the byte-level BPE tokenizer on the documents and on the prompts of both tasks' training files.

The prompts are there so that the label words are single tokens.
"""

import argparse
import json
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

from tasks import load_task, read_examples

VOCABULARY = 4096
SPECIAL = ["<s>", "</s>", "<pad>"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sst2", nargs="+", required=True)
    parser.add_argument("--mnli", nargs="+", required=True)
    parser.add_argument("--work", required=True, type=Path)
    args = parser.parse_args()

    def texts():
        with open(args.work / "documents.jsonl", encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)["text"]
        for name, paths in (("sst2", args.sst2), ("mnli", args.mnli)):
            task = load_task(name)
            for example in read_examples(task, paths)[:9000]:
                yield example.prompt + task.words[example.label]

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts(), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A $B", special_tokens=[("<s>", tokenizer.token_to_id("<s>"))]
    )
    tokenizer.save(str(args.work / "tokenizer.json"))

    text = 'Zoë said: "it\'s 3.5 % of £12,000…"\n\tIs that so?  '
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    assert tokenizer.decode(ids) == text, "the tokenizer loses text"
    for name in ("sst2", "mnli"):
        task = load_task(name)
        print(name, dict(zip(task.words, task.word_ids(tokenizer))))
    print(f"vocabulary {tokenizer.get_vocab_size()}")


if __name__ == "__main__":
    main()
