package org.taskvectors.merge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.merge.recipe.Recipe;
import org.taskvectors.merge.recipe.RecipeProblem;
import org.taskvectors.merge.recipe.TokenizerPart;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.tokenizer.Tokenizers;

/// Whether what a recipe says of the tokenizer is so already: where all models have the same
/// tokens, the base's tokenizer is the one that is asked for, whichever it is. Rows that would have
/// to be laid anew are refused.
///
/// @param places where the models of the recipe lie
record TokenizerCheck(Recipe recipe, Map<ModelReference, Path> places) {
    /// @param notes gets what a person should know
    /// @throws IOException (a [Failure]) where tokenizers differ, or one cannot be read
    void check(List<String> notes) throws IOException {
        if (recipe.tokenizer().isEmpty()) {
            return;
        }
        switch (recipe.tokenizer().get()) {
            case TokenizerPart.Block _ ->
                    throw refused(
                            "tokenizer",
                            "rows of single tokens are not laid anew yet",
                            "Remove it where all models have the same tokens");
            case TokenizerPart.Brief(TokenizerPart.Source source) -> {
                if (source instanceof TokenizerPart.OfModel(ModelReference model)
                        && !places.containsKey(model)) {
                    throw refused(
                            "tokenizer_source",
                            Shown.of(model.text()) + " is not among the models that are merged",
                            "Name one of them, base or union");
                }
            }
        }
        requireSame();
        notes.add(
                "tokenizer_source: all models have the same tokens, so the tokenizer is that of the"
                        + " base or the first model, and the embedding keeps all its rows (mergekit"
                        + " would leave out rows without a token)");
    }

    private void requireSame() throws IOException {
        Optional<Tokenizer> first = Optional.empty();
        Optional<ModelReference> of = Optional.empty();
        for (Map.Entry<ModelReference, Path> place : places.entrySet()) {
            Tokenizer one;
            try (Checkpoint model = Located.of(place.getValue()).asModel().open()) {
                one = Tokenizers.of(model);
            }
            if (first.isEmpty()) {
                first = Optional.of(one);
                of = Optional.of(place.getKey());
            } else if (!isSame(first.get(), one)) {
                throw refused(
                        "tokenizer_source",
                        Shown.of(place.getKey().text())
                                + " has other tokens than "
                                + Shown.of(of.orElseThrow().text())
                                + ", and rows are not laid anew yet",
                        "Merge models with the same vocabulary");
            }
        }
    }

    private static boolean isSame(Tokenizer one, Tokenizer other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int id = 0; id < one.size(); id++) {
            if (!one.spelling(id).equals(other.spelling(id))) {
                return false;
            }
        }
        return true;
    }

    private static Failure refused(String place, String what, String advice) {
        return Failure.of(RecipeProblem.NOT_COMPUTED, null, what, advice).at(place);
    }
}
