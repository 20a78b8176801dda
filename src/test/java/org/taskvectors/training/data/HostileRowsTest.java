package org.taskvectors.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.data.DataProblem;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.GenerationProblem;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.training.data.DataSettings.LongRows;

/// Files of strangers and settings that are none: refused in words, or rows of them left out.
class HostileRowsTest {
    @TempDir Path folder = Path.of("");

    private final Tokenizer tokenizer;

    HostileRowsTest() throws IOException {
        tokenizer = MadeRows.sample();
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    private TrainingData data(String name, String text) throws IOException, CancelledException {
        Path file = Files.writeString(folder.resolve(name), text);
        return MadeRows.data(MadeRows.settings(DataChoice.of("rows", file)), tokenizer);
    }

    private Failure refused(DataSettings settings, int context, int vocabulary) {
        return Objects.requireNonNull(
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                TrainingData.of(
                                        settings,
                                        TemplateRegistry.builtIn(),
                                        tokenizer,
                                        context,
                                        vocabulary,
                                        2,
                                        new Progress(),
                                        new Cancellation())));
    }

    @Test
    void holesAndHalvesOfCharactersHarmOnlyTheirRows() throws Exception {
        TrainingData data =
                data(
                        "h.jsonl",
                        """
                        {"instruction": NaN, "output": "so"}
                        {"instruction": "half \\ud83d", "output": "of one \\udc4d"}
                        {"instruction": "nul \\u0000", "output": "\\u0000"}
                        {"instruction": "", "output": "nothing asked"}
                        {"instruction": "nothing said", "output": ""}
                        {"instruction": null, "output": null}
                        {"instruction": {"a": [1]}, "output": 7}
                        {"instruction": "{input} {output}", "output": "</s><s>"}
                        """);
        assertThat(data.train()).extracting(TrainingText::row).containsExactly(0, 1, 2, 6, 7);
        assertThat(data.facts().unread()).isEqualTo(3);
        assertThat(data.rows(0, 8)).hasSize(8);
        assertThat(MadeRows.learned(data.train().get(1), tokenizer)).isEqualTo("of one \ufffd</s>");
        assertThat(MadeRows.learned(data.train().get(3), tokenizer)).isEqualTo("7</s>");
        assertThat(tokenizer.decode(MadeRows.tokens(data.train().get(4))))
                .contains("### Instruction:\n{input} {output}\n\n");
    }

    @Test
    void aRowWithoutEndIsRefusedByItsLine() throws Exception {
        Path file = folder.resolve("long.jsonl");
        Files.writeString(
                file,
                "{\"instruction\": \"a\", \"output\": \"b\"}\n{\"instruction\": \""
                        + "x".repeat(5 << 20));
        Failure refused =
                refused(MadeRows.settings(DataChoice.of("rows", file)), 512, tokenizer.size());
        assertThat(refused.problem()).isEqualTo(DataProblem.TOO_LARGE);
        assertThat(refused.place()).isEqualTo("line 2");
    }

    @Test
    void aChatNestedWithoutEndIsNone() throws Exception {
        String deep = "[".repeat(40) + "]".repeat(40);
        Failure refused =
                refused(
                        MadeRows.settings(
                                DataChoice.of(
                                                "rows",
                                                Files.writeString(
                                                        folder.resolve("d.csv"),
                                                        "messages,n\n\"" + deep + "\",1\n"))
                                        .withTask(TrainingData.CHAT, "")),
                        512,
                        tokenizer.size());
        // The sample does not chat, which is said first.
        assertThat(refused.what()).contains("no chat template");
        try (Tokenizer chats =
                MadeRows.tokenizer(
                        folder.resolve("m"),
                        "bytes",
                        "",
                        "</s>",
                        false,
                        "{% for m in messages %}{{ m.content }}</s>{% endfor %}")) {
            String good = "[{\"\"role\"\": \"\"assistant\"\", \"\"content\"\": \"\"so\"\"}]";
            Path file =
                    Files.writeString(
                            folder.resolve("e.csv"),
                            "messages,n\n\"" + good + "\",1\n\"" + deep + "\",2\n");
            TrainingData data =
                    MadeRows.data(MadeRows.settings(DataChoice.of("rows", file)), chats);
            assertThat(data.train()).hasSize(1);
            assertThat(data.facts().unread()).isEqualTo(1);
        }
    }

    @Test
    void aTokenThatTheModelDoesNotKnowIsRefusedByItsLine() throws Exception {
        Path file =
                Files.writeString(folder.resolve("a.tsv"), "sentence\tlabel\ngood \t1\nbad \t0\n");
        Failure refused = refused(MadeRows.settings(MadeRows.choice(file, "sst2")), 512, 400);
        assertThat(refused.problem()).isEqualTo(GenerationProblem.TOKEN_OUTSIDE);
        assertThat(refused.file()).isEqualTo(file);
        assertThat(refused.place()).startsWith("line ");
        assertThat(refused(MadeRows.settings(MadeRows.choice(file, "sst2")), 512, 1).what())
                .isEqualTo("the tokenizer made token 1, and the model knows 1");
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0, 0, 512, texts of at most −1 tokens",
        "1, 0, 0, 512, texts of at most 1 token",
        "0, -1, 0, 512, -1 held-out rows",
        "0, 0, -2, 512, -2 rows",
        "0, 0, 0, 1, a context of 1",
    })
    void settingsThatAreNoneAreRefused(int most, int heldOut, int limit, int context, String wanted)
            throws Exception {
        Path file = Files.writeString(folder.resolve("a.tsv"), "sentence\tlabel\ngood \t1\n");
        DataSettings settings =
                MadeRows.settings(
                        MadeRows.choice(file, "sst2").withLimit(limit),
                        heldOut,
                        most,
                        LongRows.CUT);
        Failure refused = refused(settings, context, tokenizer.size());
        assertThat(refused.problem()).isEqualTo(TrainingDataProblem.SETTING_WRONG);
        assertThat(refused.what()).isEqualTo("rows cannot be read with " + wanted);
    }

    @Test
    void aLimitBeyondTheContextIsTold() throws Exception {
        Path file = Files.writeString(folder.resolve("a.tsv"), "sentence\tlabel\ngood \t1\n");
        TrainingData data =
                MadeRows.data(
                        MadeRows.settings(MadeRows.choice(file, "sst2"), 0, 600, LongRows.CUT),
                        tokenizer);
        assertThat(data.facts().notes())
                .contains("texts have at most the 512 tokens of the context, not 600");
    }

    @Test
    void workIsCountedAndCanBeCancelled() throws Exception {
        StringBuilder text = new StringBuilder("sentence\tlabel\n");
        for (int i = 0; i < 1000; i++) {
            text.append("film ").append(i).append("\t1\n");
        }
        Path file = Files.writeString(folder.resolve("a.tsv"), text);
        DataSettings settings =
                MadeRows.settings(
                        MadeRows.choice(file, "sst2").withLimit(700), 100, 0, LongRows.CUT);
        Progress progress = new Progress();
        of(settings, tokenizer, progress, new Cancellation());
        assertThat(progress.unit()).isEqualTo("rows");
        assertThat(progress.total()).isEqualTo(800);
        assertThat(progress.done()).isEqualTo(800);
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        assertThatThrownBy(() -> of(settings, tokenizer, new Progress(), cancellation))
                .isInstanceOf(CancelledException.class);
        // In the middle, from the thread that encodes.
        Cancellation later = new Cancellation();
        Progress counted = new Progress();
        AtomicInteger calls = new AtomicInteger();
        Tokenizer cancelling =
                (Tokenizer)
                        Proxy.newProxyInstance(
                                Tokenizer.class.getClassLoader(),
                                new Class<?>[] {Tokenizer.class},
                                (_, method, values) -> {
                                    if (calls.incrementAndGet() == 1000) {
                                        later.cancel();
                                    }
                                    return method.invoke(tokenizer, values);
                                });
        assertThatThrownBy(() -> of(settings, cancelling, counted, later))
                .isInstanceOf(CancelledException.class);
        assertThat(counted.done()).isBetween(50L, 500L);
    }

    private static void of(
            DataSettings settings, Tokenizer used, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        TrainingData.of(
                settings,
                TemplateRegistry.builtIn(),
                used,
                512,
                used.size(),
                2,
                progress,
                cancellation);
    }

    @Test
    void answersWithoutATokenAreLeftOut() throws Exception {
        try (Tokenizer words =
                MadeRows.tokenizer(folder.resolve("m"), "sample", "<s>", "", true, "")) {
            // Nothing behind the prompt but what the tokenizer drops is no answer.
            Path file =
                    Files.writeString(
                            folder.resolve("t.jsonl"),
                            "{\"text\": \"<s>\"}\n{\"text\": \"a b\"}\n");
            TrainingData data =
                    MadeRows.data(
                            new DataSettings(
                                    DataChoice.of("rows", file),
                                    Optional.empty(),
                                    0,
                                    0,
                                    LongRows.CUT,
                                    false,
                                    7),
                            words);
            assertThat(data.train()).extracting(TrainingText::row).containsExactly(1);
            assertThat(data.rows(RowFilter.UNREAD, 1).getFirst().why())
                    .isEqualTo("the text has no token that another stands before");
        }
    }
}
