package org.taskvectors.inference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.tokenizer.Tokenizers;

/// How the tokenizers that lie beside vectors differ from the base's, which is the one in use.
final class TokenizerNotes {
    private static final String FILE = "tokenizer.json";

    private TokenizerNotes() {}

    /// Returns a note for each vector that has another tokenizer; sentences without a full stop.
    static List<String> of(Tokenizer base, List<Checkpoint> vectors) {
        List<String> notes = new ArrayList<>();
        for (Checkpoint vector : vectors) {
            if (!vector.about().companions().contains(FILE)) {
                continue;
            }
            try (Tokenizer own = Tokenizers.of(vector)) {
                List<String> differences = Tokenizers.difference(base, own);
                if (!differences.isEmpty()) {
                    notes.add(
                            "the base's tokenizer is used, and that of "
                                    + vector.name()
                                    + " is another one: "
                                    + String.join("; ", differences));
                }
            } catch (IOException e) {
                notes.add(
                        "the tokenizer beside "
                                + vector.name()
                                + " cannot be read, so it is not known whether it is the base's");
            }
        }
        return notes;
    }
}
