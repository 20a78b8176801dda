package org.taskvectors.training.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.tokenizer.Tokenizers;
import org.taskvectors.training.data.DataSettings.LongRows;

/// Files of rows and tokenizers for the tests of this package.
final class MadeRows {
    static final Path GOLDEN = Path.of("src/test/resources/golden/training-data");
    static final Path SAMPLE = Path.of("assets/sample/base");
    static final int CONTEXT = 512;

    private MadeRows() {}

    /// Returns the tokenizer of the golden files, or of the sample, with these settings beside it.
    static Tokenizer tokenizer(
            Path folder, String name, String bos, String eos, boolean addsBos, String template)
            throws IOException {
        Files.createDirectories(folder);
        Path json =
                name.equals("sample")
                        ? SAMPLE.resolve("tokenizer.json")
                        : GOLDEN.resolve(name + ".json");
        Files.writeString(folder.resolve("tokenizer.json"), Files.readString(json));
        ObjectNode config = new ObjectMapper().createObjectNode();
        config.put("add_bos_token", addsBos);
        put(config, "bos_token", bos);
        put(config, "eos_token", eos);
        put(config, "chat_template", template);
        Files.writeString(folder.resolve("tokenizer_config.json"), config.toString());
        return Tokenizers.ofFolder(folder);
    }

    private static void put(ObjectNode config, String key, String text) {
        if (!text.isEmpty()) {
            config.put(key, text);
        }
    }

    static Tokenizer sample() throws IOException {
        return Tokenizers.ofFolder(SAMPLE);
    }

    static DataChoice choice(Path file, String task) {
        return DataChoice.of("rows", file).withTask(task, "lm-eval");
    }

    /// Nothing held out, texts of any length, an end behind each answer.
    static DataSettings settings(DataChoice train) {
        return settings(train, 0, 0, LongRows.CUT);
    }

    static DataSettings settings(
            DataChoice train, int heldOutRows, int mostTokens, LongRows longRows) {
        return new DataSettings(
                train, Optional.empty(), heldOutRows, mostTokens, longRows, true, 7);
    }

    static TrainingData data(DataSettings settings, Tokenizer tokenizer)
            throws IOException, CancelledException {
        return data(settings, tokenizer, 1);
    }

    static TrainingData data(DataSettings settings, Tokenizer tokenizer, int threads)
            throws IOException, CancelledException {
        return TrainingData.of(
                settings,
                TemplateRegistry.builtIn(),
                tokenizer,
                CONTEXT,
                tokenizer.size(),
                threads,
                new Progress(),
                new Cancellation());
    }

    static List<Integer> tokens(TrainingText text) {
        List<Integer> tokens = new ArrayList<>();
        for (int token : text.tokens()) {
            tokens.add(token);
        }
        return tokens;
    }

    static List<Integer> mask(TrainingText text) {
        List<Integer> mask = new ArrayList<>();
        for (boolean learned : text.learned()) {
            mask.add(learned ? 1 : 0);
        }
        return mask;
    }

    /// Returns the text of the tokens that are learned.
    static String learned(TrainingText text, Tokenizer tokenizer) {
        List<Integer> learned = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            if (text.learned()[i]) {
                learned.add(text.tokens()[i]);
            }
        }
        return tokenizer.decode(learned);
    }

    /// Returns the pieces of a row of one kind, joined.
    static String pieces(ShownRow row, ShownRow.Piece.Kind kind) {
        StringBuilder joined = new StringBuilder();
        row.pieces().stream()
                .filter(piece -> piece.kind() == kind)
                .forEach(piece -> joined.append(piece.text()));
        return joined.toString();
    }
}
