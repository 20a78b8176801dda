package org.taskvectors.evaluation.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Utf8Reader;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tokenizer.Tokenizer;

/// Texts of a file as tokens.
///
/// @param tokens one list for each text, with what the tokenizer puts before every text
/// @param leftOut what of the file was not taken, a sentence without its point; empty for nothing
public record Texts(List<List<Integer>> tokens, String leftOut) {
    /// The largest file that is read.
    public static final long LARGEST = 64L << 20;

    private static final String JSON_LINES = ".jsonl";

    /// How a file is cut into texts.
    public enum Split {
        /// The whole file is one text.
        WHOLE("one text"),
        /// Each line that is not blank is a text.
        LINES("a text a line");

        private final String word;

        Split(String word) {
            this.word = word;
        }

        /// Returns how it is called.
        public String word() {
            return word;
        }
    }

    public Texts {
        tokens = tokens.stream().map(List::copyOf).toList();
    }

    /// Returns how many tokens the texts have.
    public long count() {
        return tokens.stream().mapToLong(List::size).sum();
    }

    /// Reads a file of UTF-8 text. Of a `.jsonl` file the field `text` of each line is a text,
    /// whatever `split` says.
    ///
    /// @param most how many tokens are taken at most; 0 for all. A whole file is cut there; of
    ///   lines the first ones are taken, and the last of them is cut
    /// @throws Failure with a [TextProblem] or a [org.taskvectors.file.FileProblem]
    public static Texts read(
            Path file, Split split, Tokenizer tokenizer, int most, Cancellation cancellation)
            throws IOException, CancelledException {
        try (ReadableFile bytes = ReadableFile.open(file)) {
            if (bytes.size() > LARGEST) {
                throw Failure.of(
                        TextProblem.TOO_LARGE,
                        file,
                        String.format(
                                Locale.ROOT,
                                "the file has %,d bytes, and at most %,d are read",
                                bytes.size(),
                                LARGEST),
                        "Take a part of it");
            }
            Utf8Reader text = new Utf8Reader(bytes, 0, bytes.size(), TextProblem.NOT_UTF8);
            Taking taking = new Taking(tokenizer, most > 0 ? most : Integer.MAX_VALUE);
            boolean isJson =
                    String.valueOf(file.getFileName())
                            .toLowerCase(Locale.ROOT)
                            .endsWith(JSON_LINES);
            if (isJson || split == Split.LINES) {
                lines(new BufferedReader(text), file, isJson, taking, cancellation);
            } else {
                taking.add(text.readAllAsString());
            }
            if (taking.texts.isEmpty()) {
                throw Failure.of(TextProblem.NO_TEXT, file, "the file holds no text", "");
            }
            return taking.taken();
        }
    }

    private static void lines(
            BufferedReader lines,
            Path file,
            boolean isJson,
            Taking taking,
            Cancellation cancellation)
            throws IOException, CancelledException {
        ObjectMapper json = new ObjectMapper();
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            cancellation.check();
            number++;
            if (!line.isBlank()) {
                taking.add(isJson ? field(json, line, file, number) : line);
            }
        }
    }

    private static String field(ObjectMapper json, String line, Path file, long number)
            throws Failure {
        Optional<String> text;
        try {
            text =
                    Optional.ofNullable(json.readTree(line).get("text"))
                            .filter(JsonNode::isTextual)
                            .map(JsonNode::textValue);
        } catch (JsonProcessingException e) {
            text = Optional.empty();
        }
        if (text.isEmpty()) {
            throw Failure.of(
                            TextProblem.NO_TEXT_FIELD,
                            file,
                            "this line is no JSON object with a text in its field \"text\"",
                            "Name the field that is to be read text")
                    .at("line " + number);
        }
        return text.get();
    }

    private static final class Taking {
        private final Tokenizer tokenizer;
        private final int most;
        private final List<List<Integer>> texts = new ArrayList<>();
        private int tokens;
        private int cut;
        private int left;

        Taking(Tokenizer tokenizer, int most) {
            this.tokenizer = tokenizer;
            this.most = most;
        }

        void add(String text) {
            if (text.isBlank()) {
                return;
            }
            if (tokens >= most) {
                left++;
                return;
            }
            List<Integer> ids = tokenizer.prompt(text);
            int room = most - tokens;
            if (ids.size() > room) {
                cut = ids.size() - room;
            }
            List<Integer> taken = ids.subList(0, Math.min(room, ids.size()));
            texts.add(taken);
            tokens += taken.size();
        }

        Texts taken() {
            List<String> out = new ArrayList<>();
            if (cut > 0) {
                out.add(
                        String.format(
                                Locale.ROOT,
                                "%,d %s at the end of a text",
                                cut,
                                cut == 1 ? "token" : "tokens"));
            }
            if (left > 0) {
                out.add(
                        String.format(
                                Locale.ROOT,
                                "%,d %s after it",
                                left,
                                left == 1 ? "text" : "texts"));
            }
            return new Texts(texts, String.join(" and ", out));
        }
    }
}
