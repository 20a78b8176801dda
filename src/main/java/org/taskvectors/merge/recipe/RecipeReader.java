package org.taskvectors.merge.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Reads a recipe out of a document's nodes.
final class RecipeReader {
    private static final List<String> RECIPE =
            List.of(
                    "merge_method",
                    "base_model",
                    "models",
                    "slices",
                    "modules",
                    "parameters",
                    "tokenizer_source",
                    "tokenizer",
                    "chat_template",
                    "dtype",
                    "out_dtype");
    private static final List<String> MODULE = List.of("models", "slices", "parameters");
    private static final List<String> MODEL = List.of("model", "parameters");
    private static final List<String> SLICE = List.of("sources", "base_model", "parameters");
    private static final List<String> SOURCE = List.of("model", "layer_range", "parameters");

    /// The dtypes that mergekit computes and writes in.
    private static final Set<String> DTYPES = Set.of("bfloat16", "float16", "float32", "float64");

    /// The templates that mergekit brings along.
    private static final Set<String> TEMPLATES =
            Set.of("auto", "alpaca", "chatml", "exaone", "llama3", "mistral");

    /// Shorter ones are no templates, to mergekit.
    private static final int SHORTEST_TEMPLATE = 20;

    private final Keys keys;
    private final String method;
    private final Findings findings;
    private final SettingReader settings;
    private final ReferenceReader references;

    private RecipeReader(YamlNode root, Methods methods, Findings findings) throws Failure {
        this.findings = findings;
        this.keys = Keys.of(root, "", "a recipe", findings);
        YamlNode node = keys.get("merge_method");
        this.method = Keys.text(node, "'merge_method'", findings);
        Optional<MethodSignature> signature = methods.find(method);
        if (signature.isEmpty()) {
            findings.keep(
                    RecipeProblem.UNKNOWN_METHOD,
                    node.span(),
                    "there is no method '" + Shown.of(method) + "'",
                    methods.advice(method));
        }
        this.settings = new SettingReader(signature.orElse(null), findings);
        this.references = new ReferenceReader(findings);
    }

    /// Returns the recipe. What is wrong and can be passed over is kept in `findings`; a recipe is
    /// only to be used where nothing was.
    static Recipe read(YamlNode root, Methods methods, Findings findings) throws Failure {
        return new RecipeReader(root, methods, findings).recipe();
    }

    private Recipe recipe() throws Failure {
        keys.only(RECIPE);
        Layout layout = layout();
        Optional<YamlNode> base = keys.find("base_model");
        return new Recipe(
                method,
                layout,
                base.isEmpty()
                        ? Optional.empty()
                        : Optional.of(references.reference(base.get(), "'base_model'")),
                settings.under(keys),
                new TokenizerReader(references, findings).read(keys),
                template(),
                dtype("dtype"),
                dtype("out_dtype"));
    }

    private Layout layout() throws Failure {
        Optional<YamlNode> modules = keys.find("modules");
        if (modules.isEmpty()) {
            return ofModule(keys, "", "a recipe", true);
        }
        for (String other : List.of("models", "slices")) {
            if (keys.find(other).isPresent()) {
                throw severalLayouts(keys, other);
            }
        }
        if (!(modules.get() instanceof YamlNode.Entries entries) || entries.entries().isEmpty()) {
            throw findings.failure(
                    RecipeProblem.WRONG_KIND,
                    modules.get().span(),
                    "'modules' has a key with a value for each module",
                    "");
        }
        Map<String, Layout.ModulePart> found = new LinkedHashMap<>();
        for (Map.Entry<String, YamlNode.Entry> entry : entries.entries().entrySet()) {
            String path = "modules." + entry.getKey();
            String what = "the module '" + Shown.of(entry.getKey()) + "'";
            Keys module = Keys.of(entry.getValue().value(), path, what, findings);
            module.only(MODULE);
            found.put(
                    entry.getKey(),
                    new Layout.ModulePart(
                            ofModule(module, path, what, false), settings.under(module)));
        }
        return new Layout.Modules(found);
    }

    private Layout.OfModule ofModule(Keys part, String path, String what, boolean isWhole)
            throws Failure {
        Optional<List<YamlNode>> models = part.list("models");
        Optional<List<YamlNode>> slices = part.list("slices");
        if (models.isPresent() && slices.isPresent()) {
            throw severalLayouts(part, "slices");
        }
        String prefix = path.isEmpty() ? "" : path + ".";
        if (models.isPresent()) {
            List<Ingredient> found = new ArrayList<>();
            for (YamlNode node : models.get()) {
                found.add(ingredient(node, prefix + "models[" + found.size() + "]", false));
            }
            return new Layout.Models(found);
        }
        if (slices.isPresent()) {
            List<Slice> found = new ArrayList<>();
            for (YamlNode node : slices.get()) {
                found.add(slice(node, prefix + "slices[" + found.size() + "]"));
            }
            return new Layout.Slices(found);
        }
        throw findings.failure(
                RecipeProblem.LAYOUT,
                part.span(),
                what + " names no models",
                "They stand under models or slices" + (isWhole ? ", or under modules" : ""));
    }

    private Failure severalLayouts(Keys part, String second) {
        return findings.failure(
                RecipeProblem.LAYOUT,
                part.keySpan(second).orElse(part.span()),
                "models stand under more than one of models, slices and modules",
                "Keep one of them");
    }

    private Ingredient ingredient(YamlNode node, String path, boolean isSource) throws Failure {
        Keys part = Keys.of(node, path, isSource ? "a source" : "a model", findings);
        part.only(isSource ? SOURCE : MODEL);
        ModelReference model = references.reference(part.get("model"), "'model'");
        return new Ingredient(
                model,
                isSource ? Optional.of(layers(part)) : Optional.empty(),
                settings.under(part));
    }

    private Slice slice(YamlNode node, String path) throws Failure {
        Keys part = Keys.of(node, path, "a slice", findings);
        part.only(SLICE);
        List<Ingredient> sources = new ArrayList<>();
        for (YamlNode one : part.list("sources").orElse(List.of())) {
            sources.add(ingredient(one, path + ".sources[" + sources.size() + "]", true));
        }
        if (sources.isEmpty()) {
            part.get("sources");
        }
        Optional<YamlNode> base = part.find("base_model");
        return new Slice(
                sources,
                base.isEmpty()
                        ? Optional.empty()
                        : Optional.of(references.reference(base.get(), "'base_model'")),
                settings.under(part));
    }

    private LayerRange layers(Keys part) throws Failure {
        YamlNode node = part.get("layer_range");
        if (!(node instanceof YamlNode.Items items) || items.nodes().size() != 2) {
            throw findings.failure(
                    RecipeProblem.LAYER_RANGE,
                    node.span(),
                    "'layer_range' is the first layer and the layer behind the last: [0, 16]",
                    "");
        }
        long first = SettingReader.whole(items.nodes().get(0), "a layer", findings);
        long end = SettingReader.whole(items.nodes().get(1), "a layer", findings);
        if (first < 0 || end <= first || end > Integer.MAX_VALUE) {
            throw findings.failure(
                    RecipeProblem.LAYER_RANGE,
                    node.span(),
                    "there are no layers from " + first + " to before " + end,
                    "The second number is the layer behind the last");
        }
        return new LayerRange((int) first, (int) end);
    }

    private Optional<String> template() throws Failure {
        Optional<String> template = keys.text("chat_template");
        if (template.isPresent()
                && !TEMPLATES.contains(template.get())
                && (template.get().length() < SHORTEST_TEMPLATE || !template.get().contains("{"))) {
            throw findings.failure(
                    RecipeProblem.WRONG_VALUE,
                    keys.get("chat_template").span(),
                    "'" + Shown.of(template.get()) + "' is no chat template",
                    "It is auto, alpaca, chatml, exaone, llama3, mistral, or the text of a"
                            + " template");
        }
        return template;
    }

    private Optional<String> dtype(String key) throws Failure {
        Optional<String> dtype = keys.text(key);
        if (dtype.isPresent() && !DTYPES.contains(dtype.get().replaceFirst("^torch\\.", ""))) {
            throw findings.failure(
                    RecipeProblem.WRONG_VALUE,
                    keys.get(key).span(),
                    "'" + Shown.of(dtype.get()) + "' is no dtype that models are merged in",
                    "It is bfloat16, float16, float32 or float64");
        }
        return dtype;
    }
}
