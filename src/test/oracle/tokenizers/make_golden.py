"""Writes golden.json beside each tokenizer: what others make of some texts.

    python make_golden.py FOLDER...          one golden.json into each folder of a real tokenizer
    python make_golden.py --tiny RESOURCES   trains the small tokenizers of the tests first

A folder holds tokenizer.json (ids by the library `tokenizers`), or tokenizer.model (ids by
`sentencepiece`). The small GGUF files hold the vocabulary of one of these, and have its ids.
Made with tokenizers 0.22, sentencepiece 0.2, gguf 0.17.
"""

import json
import random
import sys
from pathlib import Path

TEXTS = [
    "",
    "Hello world",
    " leading space",
    "trailing space ",
    "two  spaces   three    four",
    "\n\n\n",
    "tab\tand\r\nCRLF\n \n  x",
    "\U0001F600 \U0001F469\u200d\U0001F469\u200d\U0001F467 \U0001F3F3\ufe0f\u200d\U0001F308",
    "\u4e2d\u6587\u6c49\u5b57 \u65e5\u672c\u8a9e \ud55c\uad6d\uc5b4",
    "\u00dcn\u00efc\u00f6d\u00e9 e\u0301 a\u030a \ufb01 \u2126",
    "def f(x):\n    return x + 1  # comment\n\n\tif x >= 2:\n\t\tpass\n",
    "12345 3.14 1,000,000 \u0661\u0662\u0663 \u00bd",
    "<s>hi</s> <unk> <pad> <bos>x<eos>",
    "<|im_start|>user\nhi<|im_end|>\n<|begin_of_text|><|eot_id|>[INST] q [/INST]<|endoftext|>",
    "don't I'll WE'RE they'Ve",
    "\u0000nul\u0001\u007f",
    "a" * 100,
    "\u200b\ufeff zero",
    "\u2581\u2581 meta \u2581x",
    "https://example.org/a?b=c&d=%20 \"quoted\" 'single' (x) [y] {z} \\ /",
    " ",
    "   ",
    "A film that is 100 % gripping, from its first scene to its last.",
    "camelCaseAndPascalCase SCREAMING_SNAKE \u01c5ur\u01c6a \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u0928\u092e\u0938\u094d\u0924\u0947 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35",
]


def golden(folder):
    if (folder / "tokenizer.json").exists():
        made = by_tokenizers(folder / "tokenizer.json")
    else:
        made = by_sentencepiece(folder / "tokenizer.model")
    (folder / "golden.json").write_text(json.dumps(made, indent=None), encoding="utf-8")


def by_tokenizers(path):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    entries = []
    for text in TEXTS:
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        whole = tokenizer.encode(text, add_special_tokens=True).ids
        decoded = tokenizer.decode(ids, skip_special_tokens=False)
        entries.append({"text": text, "ids": ids, "whole": whole, "decoded": decoded})
    return {"size": tokenizer.get_vocab_size(), "entries": entries}


def by_sentencepiece(path):
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    entries = []
    for text in TEXTS:
        # Special tokens in a text are only text to it; and a text may not hold a zero byte.
        if "<" in text or "\0" in text or "\u2581" in text:
            continue
        # Ways of the same score, of which any may be taken.
        if text == "a" * 100 and not processor.id_to_piece(5).startswith("<0x"):
            continue
        ids = processor.encode(text)
        decoded = processor.decode(ids).replace(" \u2047 ", "<unk>")
        entries.append({"text": text, "ids": ids, "decoded": decoded})
    return {"size": processor.get_piece_size(), "entries": entries}


def corpus():
    random.seed(7)
    words = TEXTS[22].split() + "the a of and to in is it scene actor plot dull bright new old 12 345".split()
    lines = [" ".join(random.choice(words) for _ in range(12)) + "." for _ in range(400)]
    return lines + TEXTS * 3


def tiny(root):
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers
    from tokenizers import pre_tokenizers, processors, trainers

    def save(name, tokenizer, config, generation=None):
        folder = root / name
        folder.mkdir(parents=True, exist_ok=True)
        tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
        (folder / "tokenizer_config.json").write_text(json.dumps(config))
        if generation is not None:
            (folder / "generation_config.json").write_text(json.dumps(generation))
        golden(folder)

    # Byte-level BPE as GPT-2's, with an EOS behind texts.
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        corpus(),
        trainers.BpeTrainer(vocab_size=360, initial_alphabet=alphabet, special_tokens=["<s>", "</s>", "<pad>"]),
    )
    tokenizer.add_tokens([AddedToken("<new word>", normalized=False)])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 1)]
    )
    save("byte-level", tokenizer, {"bos_token": {"content": "<s>"}, "eos_token": "</s>", "pad_token": None})

    # Byte-level BPE that cuts as Llama 3's does, without BOS.
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    pattern = (
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
        r"|\s*[\r\n]+|\s+(?!\S)|\s+"
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        corpus(),
        trainers.BpeTrainer(
            vocab_size=360, initial_alphabet=alphabet, special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
        ),
    )
    save(
        "split",
        tokenizer,
        {
            "eos_token": "<|im_end|>",
            "chat_template": [
                {"name": "tool", "template": "T"},
                {"name": "default", "template": "{{ messages }}"},
            ],
        },
        {"eos_token_id": [2, 0]},
    )

    # BPE with byte tokens, as SentencePiece's converted.
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    bytes_ = ["<unk>", "<s>", "</s>"] + [f"<0x{i:02X}>" for i in range(256)]
    lines = [line for line in corpus() if line.isascii()][:400]
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")
    tokenizer.train_from_iterator(lines, trainers.BpeTrainer(vocab_size=420, special_tokens=bytes_))
    tokenizer.pre_tokenizer = None
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)]
    )
    text = json.loads(tokenizer.to_str())
    text["added_tokens"] = [t for t in text["added_tokens"] if not t["content"].startswith("<0x")]
    tokenizer = Tokenizer.from_str(json.dumps(text))
    save("byte-fallback", tokenizer, {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"})

    # Unigram.
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.train_from_iterator(
        corpus(), trainers.UnigramTrainer(vocab_size=220, special_tokens=["<unk>", "</s>"], unk_token="<unk>")
    )
    save("unigram", tokenizer, {"eos_token": "</s>", "unk_token": "<unk>"})
    sentencepieces(root)
    ggufs(root)


def sentencepieces(root):
    import io
    import sentencepiece
    import tempfile

    # Rules of its own, since the usual ones take 240 kB.
    rules = Path(tempfile.mkdtemp()) / "rules.tsv"
    rules.write_text("FF21\t41\nFB01\t66 69\n9\t20\nA\t20\nD\t20\nE9\t65\nDC\t55 65\n")
    for name, options in {
        "sentencepiece-bpe": {"model_type": "bpe", "byte_fallback": True, "normalization_rule_name": "identity",
                              "remove_extra_whitespaces": False, "user_defined_symbols": ["[INST]"]},
        "sentencepiece-unspaced": {"model_type": "bpe", "byte_fallback": True, "normalization_rule_name": "identity",
                                   "remove_extra_whitespaces": False, "add_dummy_prefix": False},
        "sentencepiece-unigram": {"model_type": "unigram", "normalization_rule_tsv": str(rules)},
    }.items():
        folder = root / name
        folder.mkdir(parents=True, exist_ok=True)
        model = io.BytesIO()
        lines = [line for line in corpus() if "\0" not in line and line]
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines), model_writer=model, vocab_size=400,
            character_coverage=0.98, hard_vocab_limit=False, minloglevel=2, **options)
        (folder / "tokenizer.model").write_bytes(model.getvalue())
        (folder / "tokenizer_config.json").write_text(json.dumps({"bos_token": "<s>", "eos_token": "</s>"}))
        golden(folder)


def ggufs(root):
    import sentencepiece
    from gguf import GGUFWriter

    def save(name, source, model, tokens, types, more):
        folder = root / name
        folder.mkdir(parents=True, exist_ok=True)
        writer = GGUFWriter(str(folder / "model.gguf"), "llama")
        writer.add_tokenizer_model(model)
        writer.add_token_list(tokens)
        writer.add_token_types(types)
        writer.add_chat_template("{{ messages }}")
        more(writer)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        (folder / "golden.json").write_bytes((root / source / "golden.json").read_bytes())

    def scored(processor):
        def more(writer):
            writer.add_token_scores([processor.get_score(i) for i in range(processor.get_piece_size())])
            writer.add_bos_token_id(1)
            writer.add_eos_token_id(2)
            writer.add_unk_token_id(0)
            writer.add_add_space_prefix(False)

        return more

    source = "sentencepiece-unspaced"
    processor = sentencepiece.SentencePieceProcessor(model_file=str(root / source / "tokenizer.model"))
    ids = range(processor.get_piece_size())
    types = [2 if i == 0 else 3 if i < 3 else 6 if processor.is_byte(i) else 1 for i in ids]
    save("gguf-llama", source, "llama", [processor.id_to_piece(i) for i in ids], types, scored(processor))

    made = json.loads((root / "split" / "tokenizer.json").read_text(encoding="utf-8"))
    tokens = sorted(made["model"]["vocab"], key=made["model"]["vocab"].get)
    merges = [" ".join(pair) for pair in made["model"]["merges"]]

    def merged(writer):
        writer.add_tokenizer_pre("llama-bpe")
        writer.add_token_merges(merges)
        writer.add_bos_token_id(0)
        writer.add_eos_token_id(2)
        writer.add_add_bos_token(False)

    save("gguf-gpt2", "split", "gpt2", tokens, [3 if i < 3 else 1 for i in range(len(tokens))], merged)


if __name__ == "__main__":
    if sys.argv[1] == "--tiny":
        tiny(Path(sys.argv[2]))
    else:
        for name in sys.argv[1:]:
            golden(Path(name))
