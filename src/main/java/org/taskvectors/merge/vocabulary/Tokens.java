package org.taskvectors.merge.vocabulary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tokenizer.Tokenizer;

/// The tokens of a model by the rows of its embedding, each as its vocabulary spells it (`Ġthe`,
/// `<|im_end|>`).
public final class Tokens {
    private final List<Optional<String>> spellings;
    private final Map<String, Integer> rows = new HashMap<>();
    private final int without;

    private Tokens(List<Optional<String>> spellings, int without) throws Failure {
        this.spellings = List.copyOf(spellings);
        this.without = without;
        for (int row = 0; row < spellings.size(); row++) {
            Optional<String> text = spellings.get(row);
            if (text.isPresent() && rows.put(text.get(), row) != null) {
                throw Failure.of(
                        VocabularyProblem.TOKEN_TWICE,
                        null,
                        "the vocabulary has the token '" + Shown.of(text.get()) + "' twice",
                        "Take another tokenizer for the model");
            }
        }
    }

    /// @param spellings by id; empty where no token has the id
    /// @param rows of the model's embedding; tokens beyond them have none and are left out
    /// @throws Failure with [VocabularyProblem#TOKEN_TWICE]
    public static Tokens of(List<Optional<String>> spellings, int rows) throws Failure {
        int known = Math.min(rows, spellings.size());
        long without =
                spellings.subList(known, spellings.size()).stream()
                        .filter(Optional::isPresent)
                        .count();
        return new Tokens(spellings.subList(0, known), (int) without);
    }

    /// @throws Failure with [VocabularyProblem#TOKEN_TWICE]
    public static Tokens of(Tokenizer tokenizer, int rows) throws Failure {
        List<Optional<String>> spellings = new ArrayList<>();
        for (int id = 0; id < tokenizer.size(); id++) {
            spellings.add(tokenizer.spelling(id));
        }
        return of(spellings, rows);
    }

    /// Returns the tokens' spellings by row; rows behind the last token are not among them.
    public List<Optional<String>> spellings() {
        return spellings;
    }

    /// Returns the row of a token; empty if the model has none for it.
    public OptionalInt row(String spelling) {
        Integer row = rows.get(spelling);
        return row == null ? OptionalInt.empty() : OptionalInt.of(row);
    }

    /// Returns how many tokens of the tokenizer have no row.
    public int without() {
        return without;
    }
}
