"""Rows as others make tokens of them, with what is learned: src/test/resources/golden/training-data.

    python make_golden.py SHARED

SHARED is the folder of chat templates that others shipped (cases.json, cases-gemma2.json); of these only the sum of
the text is kept. Three things are written:

- bytes.json, pieces.json: two small tokenizers, byte-level as Llama 3's and with byte tokens as SentencePiece's.
- chats.json: chats, by transformers' `apply_chat_template(…, return_assistant_tokens_mask=True)`. The mask needs
  marks in the template. TRL's own training templates have them (trl/chat_templates/*_training.jinja); in Qwen's the
  line feed behind `<|im_start|>assistant` is put before the mark here, since it belongs to what the model is given.
  The templates of src/test/oracle/templates are marked below. Each marked template is held to render as the original.
- answers.json: instructions by the steps of Stanford Alpaca's train.py (`preprocess`: source and target are joined,
  and as many tokens as the source has alone are not learned), and labels as lm-evaluation-harness 0.4.13 splits them
  (TemplateLM._encode_pair), each with EOS behind.

Made with transformers 5.24, tokenizers 0.23, trl 1.16 (installed without what it needs).
"""

import hashlib
import importlib.util
import json
import random
import sys
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "resources" / "golden" / "training-data"
OWN = HERE.parent / "templates"
TRL = Path(importlib.util.find_spec("trl").origin).parent / "chat_templates"

SPECIAL = [
    "<s>", "</s>", "<bos>", "<eos>", "<start_of_turn>", "<end_of_turn>", "<|begin_of_text|>", "<|end_of_text|>",
    "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|im_start|>", "<|im_end|>", "<|endoftext|>",
    "<|user|>", "<|assistant|>", "<|system|>", "<|end|>",
]


def lines():
    random.seed(11)
    words = (
        "a the of and is it you film answer question name why because good bad user assistant model system Hello world"
        " Instruction Response Input Below describes task positive negative Review Sentiment water boils degrees one"
    ).split()
    return [" ".join(random.choice(words) for _ in range(9)) + "." for _ in range(500)]


def bytes_tokenizer():
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    pattern = (
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
        r"|\s*[\r\n]+|\s+(?!\S)|\s+"
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    more = lines() + ["###\n\n### Response:\n\n", "\n\n", ":\n", ":\n\n"] * 20
    tokenizer.train_from_iterator(
        more,
        trainers.BpeTrainer(
            vocab_size=460, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=SPECIAL
        ),
    )
    return tokenizer


def pieces_tokenizer():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    special = ["<unk>"] + SPECIAL + [f"<0x{i:02X}>" for i in range(256)]
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")
    tokenizer.train_from_iterator(lines(), trainers.BpeTrainer(vocab_size=480, special_tokens=special))
    tokenizer.pre_tokenizer = None
    text = json.loads(tokenizer.to_str())
    text["added_tokens"] = [t for t in text["added_tokens"] if not t["content"].startswith("<0x")]
    return Tokenizer.from_str(json.dumps(text))


def user(text):
    return {"role": "user", "content": text}


def assistant(text):
    return {"role": "assistant", "content": text}


def system(text):
    return {"role": "system", "content": text}


CHATS = {
    "one": [user("Hello world"), assistant("A good answer.")],
    "blanks": [user(" why ? "), assistant("  because it is\n\n- good\n- \U0001F600 gr\u00fcn  ")],
    "several": [
        user("one"), assistant("Yes."), user("why"), assistant("Because the film is good."), user("and"),
        assistant("No."),
    ],
    "system": [system("Answer in one word."), user("water boils at"), assistant("100 degrees"), user("no"),
               assistant("373.15")],
    "empty": [user("say nothing"), assistant("")],
    "header": [user("the assistant is good"), assistant("assistant\nuser\n\nmodel")],
}


def marked_chatml(text):
    return text.replace(
        "{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}",
        "{% if message['role'] == 'assistant' %}{{ '<|im_start|>assistant\\n' }}{% generation %}"
        "{{ message['content'] + '<|im_end|>' + '\\n' }}{% endgeneration %}{% else %}"
        "{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endif %}",
    )


def marked_llama2(text):
    return text.replace(
        "{{- ' ' + content.strip() + ' ' + eos_token }}",
        "{%- generation %}{{- ' ' + content.strip() + ' ' + eos_token + '\\n' }}{% endgeneration %}",
    )


def marked_zephyr(text):
    return text.replace(
        "{{ '<|assistant|>\\n'  + message['content'] + eos_token }}\n",
        "{{ '<|assistant|>\\n' }}{% generation %}{{ message['content'] + eos_token + '\\n' }}{% endgeneration %}",
    )


def marked_qwen(text):
    changed = text.replace("{{- '<|im_start|>assistant' }}", "{{- '<|im_start|>assistant\\n' }}").replace(
        "{{- '\\n' + message.content + '<|im_end|>\\n' }}", "{{- message.content + '<|im_end|>\\n' }}"
    )
    assert changed != text
    return changed


# name, tokenizer, bos, eos, whether its settings put BOS before every text, original, marked
def templates(shared):
    cases = {}
    for file in ("cases.json", "cases-gemma2.json"):
        for one in json.loads((shared / file).read_text(encoding="utf-8")):
            cases[one["model"]] = one["template"]

    def trl(name):
        return (TRL / f"{name}_training.jinja").read_text(encoding="utf-8")

    def own(name):
        return (OWN / f"{name}.jinja").read_text(encoding="utf-8")

    yield "chatml", "bytes", "<|endoftext|>", "<|im_end|>", False, own("chatml"), marked_chatml(own("chatml"))
    yield "zephyr", "pieces", "<s>", "</s>", False, own("zephyr"), marked_zephyr(own("zephyr"))
    yield "llama2", "pieces", "<s>", "</s>", True, own("llama2"), marked_llama2(own("llama2"))
    llama = cases["tokenizer-llama3_1"]
    yield "tokenizer-llama3_1", "bytes", "<|begin_of_text|>", "<|eot_id|>", True, llama, trl("llama3")
    yield "gemma2", "pieces", "<bos>", "<eos>", True, cases["gemma2"], trl("gemma")
    yield "tokenizer-gemma3", "pieces", "<bos>", "<eos>", True, cases["tokenizer-gemma3"], trl("gemma3")
    qwen = cases["tokenizer-qwen2_5"]
    yield "tokenizer-qwen2_5", "bytes", "<|endoftext|>", "<|im_end|>", False, qwen, marked_qwen(trl("qwen2_5"))


def fast(tokenizer, **more):
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **more)


def chats(tokenizers, shared):
    written = []
    for name, which, bos, eos, adds, original, marked in templates(shared):
        plain = fast(tokenizers[which], bos_token=bos, eos_token=eos, chat_template=original)
        masked = fast(tokenizers[which], bos_token=bos, eos_token=eos, chat_template=marked)
        rows = []
        for case, messages in CHATS.items():
            try:
                text = plain.apply_chat_template(messages, tokenize=False)
            except Exception as e:
                rows.append({"case": case, "messages": messages, "error": str(e)})
                continue
            assert text == masked.apply_chat_template(messages, tokenize=False), (name, case)
            made = masked.apply_chat_template(
                messages, tokenize=True, return_dict=True, return_assistant_tokens_mask=True
            )
            assert made["input_ids"] == plain(text, add_special_tokens=False)["input_ids"]
            rows.append(
                {"case": case, "messages": messages, "ids": made["input_ids"], "mask": made["assistant_masks"]}
            )
        written.append(
            {
                "template": name,
                "sum": hashlib.sha256(original.encode("utf-8")).hexdigest(),
                "tokenizer": which,
                "bos": bos,
                "eos": eos,
                "adds_bos": adds,
                "rows": rows,
            }
        )
    return written


ALPACA = {
    True: "Below is an instruction that describes a task, paired with an input that provides further context. "
    "Write a response that appropriately completes the request.\n\n"
    "### Instruction:\n{instruction}\n\n### Input:\n{input}\n\n### Response:",
    False: "Below is an instruction that describes a task. "
    "Write a response that appropriately completes the request.\n\n"
    "### Instruction:\n{instruction}\n\n### Response:",
}
INSTRUCTIONS = [
    {"instruction": "Name a film.", "input": "", "output": "The good one."},
    {"instruction": "Why?", "input": "water boils", "output": "Because it is 100 degrees {input}."},
    {"instruction": "List three words", "input": "", "output": "- one\n- two\n- gr\u00fcn \U0001F600"},
    {"instruction": "As JSON", "input": "", "output": "[\"a\", \"b\"]"},
]
LABELS = [
    ("a good film .", 1),
    ("bad , bad", 0),
    ("it is\tgood  \u2014 or not ", 1),
]


def answers(tokenizers):
    sample = Tokenizer.from_file(str(HERE.parents[3] / "assets" / "sample" / "base" / "tokenizer.json"))
    written = {"instructions": [], "labels": []}
    for which, bos, eos in (("bytes", None, "<|end_of_text|>"), ("pieces", "<s>", "</s>"), ("sample", "<s>", "</s>")):
        tokenizer = fast(sample if which == "sample" else tokenizers[which], bos_token=bos, eos_token=eos)
        begin = [] if bos is None else [tokenizer.convert_tokens_to_ids(bos)]
        end = tokenizer.convert_tokens_to_ids(eos)

        def encode(text):
            return begin + tokenizer(text, add_special_tokens=False)["input_ids"]

        for row in INSTRUCTIONS:
            source = ALPACA[row["input"] != ""].replace("{instruction}", row["instruction"])
            source = source.replace("{input}", row["input"])
            ids = encode(source + row["output"] + eos)
            length = len(encode(source))
            mask = [0] * length + [1] * (len(ids) - length)
            written["instructions"].append(
                {"tokenizer": which, "bos": bos, "eos": eos, **row, "ids": ids, "mask": mask}
            )
        for sentence, label in LABELS:
            context = f"{sentence}\nQuestion: Is this sentence positive or negative?\nAnswer:"
            whole = encode(context + [" negative", " positive"][label])
            before = encode(context)
            tail = whole[len(before):]
            ids = before + tail + [end]
            mask = [0] * len(before) + [1] * (len(tail) + 1)
            written["labels"].append(
                {"tokenizer": which, "bos": bos, "eos": eos, "sentence": sentence, "label": label, "ids": ids,
                 "mask": mask}
            )
    return written


def main():
    shared = Path(sys.argv[1])
    TARGET.mkdir(parents=True, exist_ok=True)
    tokenizers = {"bytes": bytes_tokenizer(), "pieces": pieces_tokenizer()}
    for name, tokenizer in tokenizers.items():
        tokenizer.save(str(TARGET / f"{name}.json"), pretty=False)
    write("chats.json", chats(tokenizers, shared))
    write("answers.json", answers(tokenizers))


def write(name, value):
    text = json.dumps(value, ensure_ascii=True)
    (TARGET / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
