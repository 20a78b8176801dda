package org.taskvectors.merge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.merge.recipe.Recipe;
import org.taskvectors.merge.recipe.RecipeProblem;
import org.taskvectors.merge.recipe.TokenizerPart;
import org.taskvectors.merge.vocabulary.Fill;
import org.taskvectors.merge.vocabulary.VocabularyChoice;

/// What a recipe says of tokenizer and chat template, for the models that it merges.
///
/// @param places where the models of the recipe lie
record RecipeWords(Recipe recipe, Map<ModelReference, Path> places) {
    /// Checks that tokens come from models that are merged.
    ///
    /// @throws Failure [RecipeProblem#NOT_COMPUTED] with its place
    void check() throws Failure {
        if (recipe.tokenizer().isEmpty()) {
            return;
        }
        switch (recipe.tokenizer().get()) {
            case TokenizerPart.Brief(TokenizerPart.Source source) ->
                    require(source, "tokenizer_source");
            case TokenizerPart.Block block -> {
                require(block.source(), "tokenizer.source");
                for (Map.Entry<String, TokenizerPart.Token> token : block.tokens().entrySet()) {
                    for (ModelReference model : models(token.getValue())) {
                        require(model, "tokenizer");
                    }
                }
            }
        }
    }

    private void require(TokenizerPart.Source source, String place) throws Failure {
        if (source instanceof TokenizerPart.OfModel(ModelReference model)) {
            require(model, place);
        }
    }

    private void require(ModelReference model, String place) throws Failure {
        if (!places.containsKey(model)) {
            throw Failure.of(
                            RecipeProblem.NOT_COMPUTED,
                            null,
                            Shown.of(model.text()) + " is not among the models that are merged",
                            "Name one of them, base or union")
                    .at(place);
        }
    }

    private static List<ModelReference> models(TokenizerPart.Token token) {
        List<ModelReference> models = new ArrayList<>();
        token.source()
                .ifPresent(
                        row -> {
                            switch (row) {
                                case TokenizerPart.Zero _ -> {}
                                case TokenizerPart.Same(ModelReference model) -> models.add(model);
                                case TokenizerPart.ByText(ModelReference model, String _) ->
                                        models.add(model);
                                case TokenizerPart.ByNumber(ModelReference model, int _) ->
                                        models.add(model);
                            }
                        });
        return models;
    }

    /// @param ingredients the models whose rows are laid anew, in their order
    Words words(List<ModelReference> ingredients) {
        Optional<VocabularyChoice> vocabulary =
                recipe.tokenizer()
                        .map(
                                part ->
                                        new VocabularyChoice(
                                                part, Fill.OTHERS, recipe.base(), ingredients));
        return new Words(vocabulary, recipe.chatTemplate());
    }
}
