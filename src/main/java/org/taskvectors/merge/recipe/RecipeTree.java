package org.taskvectors.merge.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A recipe as the values that [YamlText] writes, its keys in one order.
final class RecipeTree {
    private RecipeTree() {}

    static Map<String, Object> of(Recipe recipe) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("merge_method", text(recipe.method()));
        recipe.base().ifPresent(base -> tree.put("base_model", reference(base)));
        switch (recipe.layout()) {
            case Layout.OfModule one -> put(one, tree);
            case Layout.Modules several -> tree.put("modules", modules(several));
        }
        put(recipe.parameters(), tree);
        recipe.tokenizer()
                .ifPresent(
                        part -> {
                            switch (part) {
                                case TokenizerPart.Brief brief ->
                                        tree.put("tokenizer_source", source(brief.source()));
                                case TokenizerPart.Block block ->
                                        tree.put("tokenizer", block(block));
                            }
                        });
        recipe.chatTemplate().ifPresent(template -> tree.put("chat_template", text(template)));
        recipe.dtype().ifPresent(dtype -> tree.put("dtype", text(dtype)));
        recipe.outDtype().ifPresent(dtype -> tree.put("out_dtype", text(dtype)));
        return tree;
    }

    private static Scalar text(String text) {
        return new Scalar.Text(text);
    }

    private static Map<String, Object> modules(Layout.Modules several) {
        Map<String, Object> modules = new LinkedHashMap<>();
        several.modules()
                .forEach(
                        (name, module) -> {
                            Map<String, Object> tree = new LinkedHashMap<>();
                            put(module.layout(), tree);
                            put(module.parameters(), tree);
                            modules.put(name, tree);
                        });
        return modules;
    }

    private static void put(Layout.OfModule layout, Map<String, Object> tree) {
        switch (layout) {
            case Layout.Models models ->
                    tree.put(
                            "models",
                            models.models().stream().map(RecipeTree::ingredient).toList());
            case Layout.Slices slices ->
                    tree.put("slices", slices.slices().stream().map(RecipeTree::slice).toList());
        }
    }

    private static void put(Map<String, Setting> parameters, Map<String, Object> tree) {
        if (!parameters.isEmpty()) {
            Map<String, Object> settings = new LinkedHashMap<>();
            parameters.forEach((name, setting) -> settings.put(name, setting(setting)));
            tree.put("parameters", settings);
        }
    }

    private static Map<String, Object> ingredient(Ingredient ingredient) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("model", reference(ingredient.model()));
        ingredient.layers().ifPresent(layers -> tree.put("layer_range", range(layers)));
        put(ingredient.parameters(), tree);
        return tree;
    }

    private static Map<String, Object> slice(Slice slice) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("sources", slice.sources().stream().map(RecipeTree::ingredient).toList());
        slice.base().ifPresent(base -> tree.put("base_model", reference(base)));
        put(slice.parameters(), tree);
        return tree;
    }

    static Object range(LayerRange layers) {
        return List.of(new Scalar.Whole(layers.first()), new Scalar.Whole(layers.end()));
    }

    static Object setting(Setting setting) {
        return switch (setting) {
            case Setting.One one -> one.value();
            case Setting.Curve curve -> new ArrayList<Object>(curve.anchors());
            case Setting.Conditions conditions ->
                    conditions.conditions().stream().map(RecipeTree::condition).toList();
        };
    }

    private static Map<String, Object> condition(Setting.Condition condition) {
        Map<String, Object> tree = new LinkedHashMap<>();
        condition.filter().ifPresent(filter -> tree.put("filter", text(filter)));
        tree.put("value", setting(condition.value()));
        return tree;
    }

    static Object reference(ModelReference reference) {
        if (reference.isPlain()) {
            return text(reference.text());
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("model", name(reference.model()));
        reference.lora().ifPresent(lora -> tree.put("lora", name(lora)));
        reference.architecture().ifPresent(name -> tree.put("override_architecture", text(name)));
        return tree;
    }

    private static Object name(ModelName name) {
        if (name.isPlain(false)) {
            return text(name.text());
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("path", text(name.path()));
        name.revision().ifPresent(revision -> tree.put("revision", text(revision)));
        return tree;
    }

    static Object source(TokenizerPart.Source source) {
        return switch (source) {
            case TokenizerPart.Union union -> text("union");
            case TokenizerPart.Base base -> text("base");
            case TokenizerPart.OfModel of -> model(of.model());
        };
    }

    /// A model that is called `union` or `base` is no keyword where it has a key.
    private static Object model(ModelReference model) {
        boolean isWord = model.text().equals("union") || model.text().equals("base");
        return isWord && model.isPlain() ? Map.of("model", text(model.text())) : reference(model);
    }

    static Map<String, Object> block(TokenizerPart.Block block) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("source", source(block.source()));
        if (!block.tokens().isEmpty()) {
            Map<String, Object> tokens = new LinkedHashMap<>();
            block.tokens().forEach((text, token) -> tokens.put(text, token(token)));
            tree.put("tokens", tokens);
        }
        block.padding().ifPresent(rows -> tree.put("pad_to_multiple_of", new Scalar.Whole(rows)));
        return tree;
    }

    private static Map<String, Object> token(TokenizerPart.Token token) {
        Map<String, Object> tree = new LinkedHashMap<>();
        Optional<TokenizerPart.Row> source = token.source();
        source.ifPresent(row -> tree.put("source", row(row)));
        if (token.isForced()) {
            tree.put("force", new Scalar.Flag(true));
        }
        return tree;
    }

    private static Object row(TokenizerPart.Row row) {
        Map<String, Object> tree = new LinkedHashMap<>();
        switch (row) {
            case TokenizerPart.Same same -> {
                return reference(same.model());
            }
            case TokenizerPart.Zero zero -> tree.put("kind", text("zero"));
            case TokenizerPart.ByText one -> {
                tree.put("kind", text("model_token"));
                tree.put("model", reference(one.model()));
                tree.put("token", text(one.token()));
            }
            case TokenizerPart.ByNumber one -> {
                tree.put("kind", text("model_token"));
                tree.put("model", reference(one.model()));
                tree.put("token_id", new Scalar.Whole(one.row()));
            }
        }
        return tree;
    }
}
