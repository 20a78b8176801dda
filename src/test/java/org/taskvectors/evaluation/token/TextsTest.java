package org.taskvectors.evaluation.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.inference.PieceTokenizer;
import org.taskvectors.job.Cancellation;
import org.taskvectors.tokenizer.Tokenizer;

/// Files of texts, read with a token a byte and one before each text.
class TextsTest {
    @TempDir Path folder;

    private final Tokenizer tokenizer = PieceTokenizer.bytes();

    private Texts read(String name, String content, Texts.Split split, int most) throws Exception {
        Path file = folder.resolve(name);
        Files.writeString(file, content);
        return Texts.read(file, split, tokenizer, most, new Cancellation());
    }

    private Failure failure(String name, byte[] content) throws Exception {
        Path file = folder.resolve(name);
        Files.write(file, content);
        return catchThrowableOfType(
                Failure.class,
                () -> Texts.read(file, Texts.Split.WHOLE, tokenizer, 0, new Cancellation()));
    }

    @Test
    void aFileIsOneTextOrATextALine() throws Exception {
        Texts whole = read("a.txt", "one\n\ntwo\n", Texts.Split.WHOLE, 0);
        assertThat(whole.tokens()).containsExactly(tokenizer.prompt("one\n\ntwo\n"));
        assertThat(whole.leftOut()).isEmpty();
        Texts lines = read("a.txt", "one\n\ntwo\r\n", Texts.Split.LINES, 0);
        assertThat(lines.tokens())
                .containsExactly(tokenizer.prompt("one"), tokenizer.prompt("two"));
        assertThat(lines.count()).isEqualTo(8);
    }

    @Test
    void linesOfJsonHaveTheirTextInAField() throws Exception {
        Texts texts =
                read(
                        "a.JSONL",
                        "{\"text\": \"one\\n\", \"label\": 1}\n\n{\"text\": \"two\"}\n",
                        Texts.Split.WHOLE,
                        0);
        assertThat(texts.tokens())
                .containsExactly(tokenizer.prompt("one\n"), tokenizer.prompt("two"));
        Failure broken =
                failure(
                        "b.jsonl",
                        "{\"text\": \"one\"}\n{\"text\": 2}\n".getBytes(StandardCharsets.UTF_8));
        assertThat(broken.problem()).isEqualTo(TextProblem.NO_TEXT_FIELD);
        assertThat(broken.place()).isEqualTo("line 2");
        assertThat(failure("c.jsonl", "{\"text\"\n".getBytes(StandardCharsets.UTF_8)).problem())
                .isEqualTo(TextProblem.NO_TEXT_FIELD);
    }

    @Test
    void whatIsBeyondTheMostIsNamed() throws Exception {
        Texts cut = read("a.txt", "abcdefgh", Texts.Split.WHOLE, 5);
        assertThat(cut.tokens()).containsExactly(tokenizer.prompt("abcd"));
        assertThat(cut.leftOut()).isEqualTo("4 tokens at the end of a text");
        Texts lines = read("a.txt", "ab\ncd\nef\ngh\n", Texts.Split.LINES, 5);
        assertThat(lines.tokens())
                .containsExactly(tokenizer.prompt("ab"), tokenizer.prompt("cd").subList(0, 2));
        assertThat(lines.leftOut()).isEqualTo("1 token at the end of a text and 2 texts after it");
    }

    @Test
    void filesWithoutATextAreRefused() throws Exception {
        assertThat(failure("a.txt", " \n".getBytes(StandardCharsets.UTF_8)).problem())
                .isEqualTo(TextProblem.NO_TEXT);
        assertThat(failure("b.txt", new byte[] {'a', (byte) 0xFF}).problem())
                .isEqualTo(TextProblem.NOT_UTF8);
        Failure absent =
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                Texts.read(
                                        folder.resolve("none"),
                                        Texts.Split.WHOLE,
                                        tokenizer,
                                        0,
                                        new Cancellation()));
        assertThat(absent.problem()).isEqualTo(FileProblem.NOT_FOUND);
        Path large = folder.resolve("large.txt");
        try (var file = new java.io.RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(Texts.LARGEST + 1);
        }
        Failure tooLarge =
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                Texts.read(
                                        large,
                                        Texts.Split.LINES,
                                        tokenizer,
                                        0,
                                        new Cancellation()));
        assertThat(tooLarge.problem()).isEqualTo(TextProblem.TOO_LARGE);
    }
}
