package org.taskvectors.merge.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/// A recipe as a flat list of what it says: `models[0].parameters.weight` is `0.5`. Each value is
/// the text that a recipe may hold in its place.
final class Facts {
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final boolean isByModel;

    private Facts(boolean isByModel) {
        this.isByModel = isByModel;
    }

    /// Returns what a recipe says, by where it stands in it.
    static Map<String, String> byPlace(Recipe recipe) {
        return new Facts(false).of(recipe);
    }

    /// Returns what a recipe says, with models by their names instead of their places:
    /// `models[a/b]`. A model that stands in a list more than once has its number there:
    /// `models[a/b #2]`.
    static Map<String, String> byModel(Recipe recipe) {
        return new Facts(true).of(recipe);
    }

    private Map<String, String> of(Recipe recipe) {
        put("merge_method", new Scalar.Text(recipe.method()));
        recipe.base().ifPresent(base -> put("base_model", RecipeTree.reference(base)));
        switch (recipe.layout()) {
            case Layout.OfModule one -> layout("", one);
            case Layout.Modules several ->
                    several.modules()
                            .forEach(
                                    (name, module) -> {
                                        layout("modules." + name + ".", module.layout());
                                        parameters("modules." + name + ".", module.parameters());
                                    });
        }
        parameters("", recipe.parameters());
        recipe.tokenizer()
                .ifPresent(
                        part -> {
                            switch (part) {
                                case TokenizerPart.Brief brief ->
                                        put("tokenizer_source", RecipeTree.source(brief.source()));
                                case TokenizerPart.Block block ->
                                        put("tokenizer", RecipeTree.block(block));
                            }
                        });
        recipe.chatTemplate().ifPresent(text -> put("chat_template", new Scalar.Text(text)));
        recipe.dtype().ifPresent(dtype -> put("dtype", new Scalar.Text(dtype)));
        recipe.outDtype().ifPresent(dtype -> put("out_dtype", new Scalar.Text(dtype)));
        return facts;
    }

    private void put(String path, Object value) {
        facts.put(path, YamlText.inline(value));
    }

    private void parameters(String prefix, Map<String, Setting> parameters) {
        parameters.forEach(
                (name, setting) -> put(prefix + "parameters." + name, RecipeTree.setting(setting)));
    }

    private void layout(String prefix, Layout.OfModule layout) {
        switch (layout) {
            case Layout.Models models -> ingredients(prefix + "models", models.models());
            case Layout.Slices slices -> {
                for (int i = 0; i < slices.slices().size(); i++) {
                    Slice slice = slices.slices().get(i);
                    String path = prefix + "slices[" + i + "].";
                    ingredients(path + "sources", slice.sources());
                    slice.base()
                            .ifPresent(
                                    base -> put(path + "base_model", RecipeTree.reference(base)));
                    parameters(path, slice.parameters());
                }
            }
        }
    }

    private void ingredients(String path, List<Ingredient> ingredients) {
        IntFunction<String> label = isByModel ? i -> named(ingredients, i) : Integer::toString;
        for (int i = 0; i < ingredients.size(); i++) {
            Ingredient one = ingredients.get(i);
            String place = path + "[" + label.apply(i) + "].";
            put(place + "model", RecipeTree.reference(one.model()));
            one.layers().ifPresent(layers -> put(place + "layer_range", RecipeTree.range(layers)));
            parameters(place, one.parameters());
        }
        if (isByModel) {
            put(path, ingredients.stream().map(one -> RecipeTree.reference(one.model())).toList());
        }
    }

    private static String named(List<Ingredient> ingredients, int at) {
        ModelReference model = ingredients.get(at).model();
        long before =
                ingredients.subList(0, at).stream()
                        .filter(one -> one.model().equals(model))
                        .count();
        return model.text() + (before == 0 ? "" : " #" + (before + 1));
    }
}
