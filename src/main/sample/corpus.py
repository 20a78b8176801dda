"""Step 1: gathers the text that the tokenizer and the base model learn from.

Writes documents.jsonl (to learn from) and held-out.jsonl (only ever measured on) to the work folder.
"""

import argparse
import json
import re
from pathlib import Path

from tasks import read_rows

HELD_OUT_ARTICLES = 0.2  # share of the articles of the last WikiText file
HELD_OUT_PIECE = 50  # every such piece of the books
DOCUMENT_CHARACTERS = 2000


def wikitext_articles(text: str) -> list[str]:
    """Articles of WikiText-2 as running text. Sentences in which a rare word was cut out are left out:
    the model should not learn to say <unk>."""
    articles, paragraphs = [], []
    for line in text.splitlines():
        line = line.strip()
        if re.fullmatch(r"= [^=].* =", line):
            if paragraphs:
                articles.append("\n".join(paragraphs))
            paragraphs = []
        elif line and not line.startswith("="):
            sentences = [s for s in re.split(r"(?<= [.?!]) ", line + " ") if "<unk>" not in s]
            paragraph = untokenize(" ".join(s.strip() for s in sentences))
            if len(paragraph) > 40:
                paragraphs.append(paragraph)
    if paragraphs:
        articles.append("\n".join(paragraphs))
    return articles


def untokenize(text: str) -> str:
    text = re.sub(r" @(.)@ ", r"\1", text)
    text = re.sub(r" ([,.;:?!%)\]])", r"\1", text)
    text = re.sub(r"([(\[$£]) ", r"\1", text)
    text = re.sub(r" (n't|'(?:s|re|ve|ll|d|m)\b|')", r"\1", text)
    return re.sub(r'" ([^"]*) "', r'"\1"', text).strip()


def book_documents(text: str) -> list[str]:
    """A Project Gutenberg book without the matter around it, paragraphs unwrapped, in pieces of some 2,000 characters.
    A file without the markers has been stripped of it before."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    body = re.search(r"\*\*\* ?START OF.*?\*\*\*(.*?)\*\*\* ?END OF", text, re.DOTALL)
    documents, piece = [], ""
    for paragraph in re.split(r"\n\s*\n", text if body is None else body.group(1)):
        paragraph = " ".join(paragraph.split()).replace("_", "")
        if len(paragraph) < 20 or "Produced by" in paragraph:
            continue
        piece += paragraph + "\n"
        if len(piece) > DOCUMENT_CHARACTERS:
            documents.append(piece.strip())
            piece = ""
    if piece:
        documents.append(piece.strip())
    return documents


def decode(data: bytes) -> str:
    """Project Gutenberg's older files are Latin-1, whatever they say."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("iso-8859-1")


def whole_sentences(sentences: list[str]) -> list[str]:
    """SST-2's training rows are mostly phrases of one another; those found inside a longer row are left out."""
    kept: list[str] = []
    seen = ""
    for sentence in sorted(set(sentences), key=lambda s: (-len(s), s)):
        if len(sentence) >= 20 and sentence not in seen:
            kept.append(sentence)
            seen += sentence + "\n"
    return kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wikitext", nargs="+", required=True, help="WikiText-2 files; a part of the last is held out")
    parser.add_argument("--books", nargs="*", default=[], help="Project Gutenberg text files")
    parser.add_argument("--sst2", nargs="+", required=True, help="SST-2 training files (sentence, label)")
    parser.add_argument("--mnli", nargs="+", required=True, help="MNLI training files")
    parser.add_argument("--work", required=True, type=Path)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)

    articles = [wikitext_articles(Path(path).read_text(encoding="utf-8")) for path in args.wikitext]
    cut = round(len(articles[-1]) * (1 - HELD_OUT_ARTICLES))
    books = [document for path in args.books for document in book_documents(decode(Path(path).read_bytes()))]
    held_out = {"wikitext": articles[-1][cut:], "books": books[::HELD_OUT_PIECE]}
    articles[-1] = articles[-1][:cut]

    sources = {
        "wikitext": [article for file in articles for article in file],
        "books": [document for i, document in enumerate(books) if i % HELD_OUT_PIECE],
        "sst2": whole_sentences([fields["sentence"] for fields, _ in read_rows("sst2", args.sst2)]),
        "mnli": [f"{f['premise']}\n{f['hypothesis']}" for f, _ in read_rows("mnli", args.mnli)],
    }
    write(args.work / "documents.jsonl", sources)
    write(args.work / "held-out.jsonl", held_out)


def write(path: Path, sources: dict[str, list[str]]) -> None:
    with open(path, "w", encoding="utf-8") as file:
        for name, documents in sources.items():
            print(f"{path.name}: {name}: {len(documents)} documents, {sum(map(len, documents))} characters")
            for document in documents:
                file.write(json.dumps({"source": name, "text": document}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
