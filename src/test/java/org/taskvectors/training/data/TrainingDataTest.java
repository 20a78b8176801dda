package org.taskvectors.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.evaluation.data.MappingHints;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.training.data.DataSettings.LongRows;
import org.taskvectors.training.data.ShownRow.Piece;

/// Rows of every kind and layout as texts, with what is learned.
class TrainingDataTest {
    private static final String END = "</s>";

    @TempDir Path folder = Path.of("");

    private final Tokenizer tokenizer;

    TrainingDataTest() throws IOException {
        tokenizer = MadeRows.sample();
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private TrainingData data(Path file, String task) throws IOException, CancelledException {
        return MadeRows.data(MadeRows.settings(MadeRows.choice(file, task)), tokenizer);
    }

    private List<String> learned(TrainingData data) {
        return data.train().stream().map(text -> MadeRows.learned(text, tokenizer)).toList();
    }

    private String whole(TrainingText text) {
        return tokenizer.decode(MadeRows.tokens(text));
    }

    @Test
    void ofALabelItsWordAndTheEndAreLearned() throws Exception {
        TrainingData data =
                data(file("a.tsv", "sentence\tlabel\na fine film . \t1\nbad \t0\n"), "");
        assertThat(learned(data)).containsExactly(" positive" + END, " negative" + END);
        assertThat(whole(data.train().getFirst()))
                .isEqualTo(
                        "<s>a fine film . \nQuestion: Is this sentence positive or negative?\n"
                                + "Answer: positive</s>");
        assertThat(data.train()).extracting(TrainingText::row).containsExactly(0, 1);
        assertThat(data.train()).extracting(TrainingText::line).containsExactly(2, 3);
        assertThat(data.facts().wording()).isEqualTo("sst2, lm-evaluation-harness's words");
        assertThat(data.facts().name()).isEqualTo("a");
        assertThat(data.facts().classes()).isEqualTo(Map.of("negative", 1, "positive", 1));
        assertThat(data.facts().notes()).anyMatch(note -> note.contains("0 = negative"));
        assertThat(data.columns()).containsExactly("sentence", "label");
        assertThat(data.fields()).isEqualTo(Map.of("sentence", "sentence"));
        assertThat(data.truth()).isEqualTo("label");
    }

    @Test
    void countsAreThoseOfTheTexts() throws Exception {
        TrainingData data =
                data(file("a.tsv", "sentence\tlabel\ngood \t1\na bad bad bad film \t0\n"), "");
        DataFacts facts = data.facts();
        int[] lengths = data.train().stream().mapToInt(TrainingText::length).sorted().toArray();
        assertThat(facts.tokens()).isEqualTo(lengths[0] + lengths[1]);
        assertThat(facts.longest()).isEqualTo(lengths[1]);
        assertThat(facts.median()).isEqualTo(lengths[0]);
        assertThat(facts.answers()).isEqualTo(4);
        assertThat(facts.available()).isEqualTo(2);
        assertThat(facts.trained()).isEqualTo(2);
        assertThat(facts.heldOut()).isZero();
        assertThat(data.question()).isEmpty();
    }

    @Test
    void mnliIsTheSameInEveryLayout() throws Exception {
        String[][] rows = {
            {"A man eats .", "Somebody eats", "entailment"},
            {"A man eats .", "It rains", "neutral"},
            {"A man eats .", "Nobody eats.", "contradiction"},
        };
        StringBuilder tsv = new StringBuilder("sentence1\tsentence2\tgold_label\n");
        StringBuilder lines = new StringBuilder();
        StringBuilder csv = new StringBuilder("premise,hypothesis,label\n");
        List<String> keyed = new ArrayList<>();
        for (String[] row : rows) {
            tsv.append(String.join("\t", row)).append('\n');
            csv.append("\"" + row[0] + "\",\"" + row[1] + "\"," + row[2] + "\n");
            lines.append(
                    String.format(
                            java.util.Locale.ROOT,
                            "{\"premise\": \"%s\", \"hypothesis\": \"%s\", \"label\": \"%s\"}%n",
                            (Object[]) row));
            keyed.add(
                    String.format(
                            java.util.Locale.ROOT,
                            "\"%d\": {\"text_a\": \"%s\", \"text_b\": \"%s\", \"label\": \"%s\"}",
                            keyed.size(),
                            row[0],
                            row[1],
                            row[2]));
        }
        List<List<Integer>> first = new ArrayList<>();
        for (Path file :
                List.of(
                        file("m.tsv", tsv.toString()),
                        file("m.jsonl", lines.toString()),
                        file("m.csv", csv.toString()),
                        file("m.json", "{" + String.join(", ", keyed) + "}"))) {
            TrainingData data = data(file, "");
            assertThat(learned(data)).containsExactly(" True</s>", " Neither</s>", " False</s>");
            List<List<Integer>> tokens = data.train().stream().map(MadeRows::tokens).toList();
            first.addAll(first.isEmpty() ? tokens : List.of());
            assertThat(tokens).as(file.toString()).isEqualTo(first);
        }
        assertThat(tokenizer.decode(first.getFirst()))
                .isEqualTo(
                        "<s>A man eats .\nQuestion: Somebody eats. True, False or Neither?\n"
                                + "Answer: True</s>");
    }

    @Test
    void ofChoicesTheRightOneIsLearned() throws Exception {
        TrainingData data =
                data(
                        file(
                                "c.jsonl",
                                """
                                {"question": "Water is", "choices": ["dry", "wet"], "answer": 1}
                                {"question": "Fire is", "choices": ["hot", "cold"], "answer": 0}
                                """),
                        "");
        assertThat(learned(data)).containsExactly(" wet</s>", " hot</s>");
        assertThat(data.facts().classes()).isEmpty();
        assertThat(data.truth()).isEqualTo("answer");
    }

    @Test
    void anAnswerOfItsOwnFollowsItsPrompt() throws Exception {
        TrainingData data =
                data(
                        file(
                                "p.jsonl",
                                """
                                {"prompt": "Two and two is", "completion": " four"}
                                {"prompt": "Two and two is\\n", "completion": "four"}
                                {"prompt": "Two and two is", "completion": "four"}
                                """),
                        "");
        assertThat(learned(data)).containsExactly(" four</s>", "four</s>", "four</s>");
        assertThat(whole(data.train().get(2))).isEqualTo("<s>Two and two isfour</s>");
        assertThat(data.facts().notes())
                .anyMatch(
                        note -> note.equals("1 prompt and the answer have no blank between them"));
        assertThat(data.fields()).isEqualTo(Map.of("prompt", "prompt"));
    }

    @Test
    void listsInAColumnOfAcceptedAnswersAreSeveral() throws Exception {
        TrainingData data =
                data(
                        file(
                                "q.jsonl",
                                """
                                {"question": "Who?\\n", "answers": {"text": ["Ann", "A."]}}
                                {"question": "Where?\\n", "answers": ["here", "there"]}
                                """),
                        "");
        assertThat(learned(data)).containsExactly("Ann</s>", "here</s>");
        assertThat(data.facts().notes())
                .anyMatch(note -> note.equals("of the answers in 'answers' the first is learned"));
    }

    @Test
    void listsInAnyOtherColumnAreTexts() throws Exception {
        TrainingData data =
                data(
                        file(
                                "q.jsonl",
                                """
                                {"instruction": "As JSON", "output": "[\\"a\\", \\"b\\"]"}
                                {"instruction": "An object", "output": "{\\"a\\": 1}"}
                                {"instruction": "Nothing", "output": "[]"}
                                """),
                        "");
        assertThat(learned(data)).containsExactly("[\"a\", \"b\"]</s>", "{\"a\": 1}</s>", "[]</s>");
        assertThat(data.facts().notes())
                .anyMatch(note -> note.startsWith("3 answers in 'output' begin with a bracket"));
    }

    @Test
    void instructionsAreKnownByTheirColumns() throws Exception {
        TrainingData dolly =
                data(
                        file(
                                "d.jsonl",
                                """
                                {"instruction": "Why?", "context": "Rain", "response": "So.",
                                 "category": "open"}
                                """),
                        "");
        assertThat(dolly.truth()).isEqualTo("response");
        assertThat(dolly.fields())
                .isEqualTo(Map.of("instruction", "instruction", "input", "context"));
        assertThat(learned(dolly)).containsExactly("So.</s>");
        assertThat(whole(dolly.train().getFirst())).contains("### Input:\nRain\n\n### Response:");
    }

    @Test
    void aColumnThatAPersonNamedIsTaken() throws Exception {
        Path file =
                file(
                        "i.jsonl",
                        "{\"instruction\": \"Why?\", \"output\": \"So.\", \"better\": \"Thus.\"}");
        DataChoice choice =
                MadeRows.choice(file, "alpaca")
                        .withHints(
                                new MappingHints(
                                        Optional.of(Kind.GENERATION),
                                        Map.of(),
                                        Optional.of("better"),
                                        Map.of(),
                                        List.of()));
        assertThat(learned(MadeRows.data(MadeRows.settings(choice), tokenizer)))
                .containsExactly("Thus.</s>");
    }

    @Test
    void ofATextAllTokensButTheFirstAreLearned() throws Exception {
        TrainingData data = data(file("t.jsonl", "{\"text\": \"Once upon a time .\"}"), "");
        TrainingText text = data.train().getFirst();
        assertThat(whole(text)).isEqualTo("<s>Once upon a time .</s>");
        assertThat(MadeRows.mask(text)).startsWith(0, 1);
        assertThat(MadeRows.mask(text).stream().mapToInt(one -> one).sum())
                .isEqualTo(text.length() - 1);
        assertThat(data.fields()).isEqualTo(Map.of("text", "text"));
        assertThat(data.truth()).isEmpty();
    }

    @Test
    void aLongTextIsCutIntoPiecesThatLearnEachTokenOnce() throws Exception {
        Path file = file("t.txt", "one two three four five six seven eight nine ten\n".repeat(9));
        TrainingData data =
                MadeRows.data(
                        MadeRows.settings(MadeRows.choice(file, ""), 0, 32, LongRows.CUT),
                        tokenizer);
        List<Integer> joined = new ArrayList<>();
        for (TrainingText piece : data.train()) {
            assertThat(piece.length()).isLessThanOrEqualTo(32);
            List<Integer> tokens = MadeRows.tokens(piece);
            joined.addAll(joined.isEmpty() ? tokens : tokens.subList(1, tokens.size()));
            assertThat(piece.answers()).isEqualTo(piece.length() - 1);
        }
        List<Integer> wanted = new ArrayList<>(tokenizer.prompt(Files.readString(file)));
        wanted.add(1);
        assertThat(joined).isEqualTo(wanted);
        assertThat(data.train().size()).isGreaterThan(3);
        assertThat(data.facts().notes()).anyMatch(note -> note.contains("are cut into pieces"));
        ShownRow shown = data.rows(0, 1).getFirst();
        assertThat(shown.tokens()).isEqualTo(wanted.size());
        assertThat(MadeRows.pieces(shown, Piece.Kind.READ)).isEqualTo("<s>");
        assertThat(MadeRows.pieces(shown, Piece.Kind.LEARNED))
                .isEqualTo(Files.readString(file) + END);
    }

    @Test
    void aPromptIsCutBehindTheTokenThatBeginsEveryText() throws Exception {
        Path file =
                file(
                        "a.tsv",
                        """
                        sentence\tlabel
                        short \t1
                        one two three four five six seven eight nine ten \t0
                        """);
        TrainingData whole = data(file, "sst2");
        int longest = whole.facts().longest();
        TrainingData data =
                MadeRows.data(
                        MadeRows.settings(
                                MadeRows.choice(file, "sst2"), 0, longest - 3, LongRows.CUT),
                        tokenizer);
        assertThat(data.facts().cut()).isEqualTo(1);
        TrainingText text = data.train().get(1);
        assertThat(text.cut()).isEqualTo(3);
        assertThat(text.length()).isEqualTo(longest - 3);
        List<Integer> uncut = MadeRows.tokens(whole.train().get(1));
        List<Integer> wanted = new ArrayList<>(uncut);
        wanted.subList(1, 4).clear();
        assertThat(MadeRows.tokens(text)).isEqualTo(wanted);
        assertThat(MadeRows.learned(text, tokenizer)).isEqualTo(" negative</s>");
        ShownRow shown = data.rows(RowFilter.CUT, 5).getFirst();
        assertThat(shown.row()).isEqualTo(1);
        assertThat(MadeRows.pieces(shown, Piece.Kind.CUT))
                .isEqualTo(tokenizer.decode(uncut.subList(1, 4)));
        assertThat(shown.tokens()).isEqualTo(longest - 3);
        assertThat(shown.why()).isEmpty();
    }

    @Test
    void aRowWhoseAnswerAloneIsTooLongIsLeftOut() throws Exception {
        Path file =
                file(
                        "p.jsonl",
                        """
                        {"prompt": "Say it\\n", "completion": "one two three four five six"}
                        {"prompt": "Say it\\n", "completion": "one"}
                        """);
        TrainingData whole = data(file, "");
        int answer = whole.train().getFirst().answers();
        DataChoice choice = MadeRows.choice(file, "");
        // The token before every text stays, and nothing else of the prompt has to.
        TrainingData fits =
                MadeRows.data(MadeRows.settings(choice, 0, answer + 1, LongRows.CUT), tokenizer);
        assertThat(fits.train().getFirst().length()).isEqualTo(answer + 1);
        assertThat(whole(fits.train().getFirst())).isEqualTo("<s>one two three four five six</s>");
        TrainingData tooLong =
                MadeRows.data(MadeRows.settings(choice, 0, answer, LongRows.CUT), tokenizer);
        assertThat(tooLong.facts().tooLong()).isEqualTo(1);
        assertThat(tooLong.train()).extracting(TrainingText::row).containsExactly(1);
        assertThat(tooLong.rows(RowFilter.TOO_LONG, 5))
                .singleElement()
                .satisfies(
                        row -> {
                            assertThat(row.row()).isZero();
                            assertThat(row.why())
                                    .isEqualTo(
                                            "too long: "
                                                    + whole.train().getFirst().length()
                                                    + " tokens, at most "
                                                    + answer);
                        });
    }

    @Test
    void longRowsAreLeftOutWhereThatWasAsked() throws Exception {
        Path file =
                file(
                        "a.tsv",
                        """
                        sentence\tlabel
                        short \t1
                        one two three four five six seven eight nine ten \t0
                        """);
        int longest = data(file, "sst2").facts().longest();
        TrainingData data =
                MadeRows.data(
                        MadeRows.settings(
                                MadeRows.choice(file, "sst2"), 0, longest - 1, LongRows.LEAVE_OUT),
                        tokenizer);
        assertThat(data.facts().tooLong()).isEqualTo(1);
        assertThat(data.facts().cut()).isZero();
        assertThat(data.train()).extracting(TrainingText::row).containsExactly(0);
    }

    @Test
    void noEndIsLearnedWhereNoneIsAskedOrKnown() throws Exception {
        Path file = file("a.tsv", "sentence\tlabel\ngood \t1\nbad \t0\n");
        DataChoice choice = MadeRows.choice(file, "sst2");
        DataSettings without =
                new DataSettings(choice, Optional.empty(), 0, 0, LongRows.CUT, false, 7);
        assertThat(learned(MadeRows.data(without, tokenizer)))
                .containsExactly(" positive", " negative");
        try (Tokenizer endless =
                MadeRows.tokenizer(folder.resolve("m"), "sample", "<s>", "", true, "")) {
            TrainingData data = MadeRows.data(MadeRows.settings(choice), endless);
            assertThat(MadeRows.learned(data.train().getFirst(), endless)).isEqualTo(" positive");
            assertThat(data.facts().notes())
                    .contains(
                            "the tokenizer does not say which token ends a text; none follows"
                                    + " answers");
        }
    }

    @Test
    void withoutATokenBeforeEveryTextTheFirstOfThePromptStays() throws Exception {
        Path file = file("p.jsonl", "{\"prompt\": \"one two three\", \"completion\": \" four\"}");
        try (Tokenizer bare =
                MadeRows.tokenizer(folder.resolve("m"), "sample", "", "</s>", false, "")) {
            DataChoice choice = MadeRows.choice(file, "");
            TrainingData data = MadeRows.data(MadeRows.settings(choice, 0, 3, LongRows.CUT), bare);
            assertThat(bare.decode(MadeRows.tokens(data.train().getFirst())))
                    .isEqualTo(" three four</s>");
        }
    }

    @Test
    void aTokenOfPromptAndAnswerIsLearnedAndTold() throws Exception {
        try (Tokenizer bytes =
                MadeRows.tokenizer(folder.resolve("m"), "bytes", "", "</s>", false, "")) {
            assertThat(bytes.encode("water")).hasSize(1);
            TrainingData data =
                    MadeRows.data(
                            MadeRows.settings(
                                    MadeRows.choice(
                                            file(
                                                    "q.jsonl",
                                                    "{\"prompt\": \"A wat\", \"completion\":"
                                                            + " \"er boils\"}"),
                                            "")),
                            bytes);
            assertThat(MadeRows.learned(data.train().getFirst(), bytes))
                    .isEqualTo(" water boils</s>");
            assertThat(data.facts().notes()).anyMatch(note -> note.startsWith("in 1 text a token"));
        }
    }
}
