package org.taskvectors.merge.recipe;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A merge as a document: the models that go into it and what is done with them, in mergekit's
/// words. It is a value; [RecipeEdits] makes others of it.
///
/// @param method the method as the recipe writes it, one of its names
/// @param parameters settings for the whole merge, in the recipe's order
/// @param chatTemplate `auto`, the name of a template that mergekit brings along, or a template
/// @param dtype the dtype that is computed in
/// @param outDtype the dtype that is written
public record Recipe(
        String method,
        Layout layout,
        Optional<ModelReference> base,
        Map<String, Setting> parameters,
        Optional<TokenizerPart> tokenizer,
        Optional<String> chatTemplate,
        Optional<String> dtype,
        Optional<String> outDtype) {
    public Recipe {
        parameters = Ordered.copy(parameters);
    }

    /// A merge of whole models.
    public static Recipe of(
            String method,
            List<Ingredient> models,
            Optional<ModelReference> base,
            Map<String, Setting> parameters) {
        return new Recipe(
                method,
                new Layout.Models(models),
                base,
                parameters,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// Returns every model that goes into the result, the base first, then in the recipe's order.
    /// Models that only the tokenizer names are not among them.
    public List<ModelReference> models() {
        Set<ModelReference> found = new LinkedHashSet<>();
        base.ifPresent(found::add);
        switch (layout) {
            case Layout.OfModule one -> add(one, found);
            case Layout.Modules several ->
                    several.modules().values().forEach(module -> add(module.layout(), found));
        }
        return new ArrayList<>(found);
    }

    private static void add(Layout.OfModule layout, Set<ModelReference> found) {
        switch (layout) {
            case Layout.Models models -> models.models().forEach(one -> found.add(one.model()));
            case Layout.Slices slices ->
                    slices.slices()
                            .forEach(
                                    slice -> {
                                        slice.base().ifPresent(found::add);
                                        slice.sources().forEach(one -> found.add(one.model()));
                                    });
        }
    }
}
