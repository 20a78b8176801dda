package org.taskvectors.merge.vocabulary;

import java.util.List;
import java.util.Optional;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.merge.recipe.TokenizerPart;

/// Which tokens the result of a merge has, and what stands where an ingredient does not have one.
///
/// @param part whose tokens these are, as a recipe says it
/// @param fill what a model gets for a token that it does not have
/// @param base the base's name, whose row stands for a token where it has one; it may be one of the
///   ingredients too. Empty if there is no base
/// @param ingredients the names of the ingredients, in their order
public record VocabularyChoice(
        TokenizerPart part,
        Fill fill,
        Optional<ModelReference> base,
        List<ModelReference> ingredients) {
    public VocabularyChoice {
        ingredients = List.copyOf(ingredients);
    }
}
