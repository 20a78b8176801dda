package org.taskvectors.merge.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.taskvectors.file.Failure;

class RecipeWriterTest {
    private static final Methods METHODS = Mergekit.methods();

    /// mergekit has read these files, and found in them what it found in the recipes
    /// (`src/test/oracle/merge/recipe_plans.py`).
    @TestFactory
    Stream<DynamicTest> theFormIsTheOneThatMergekitHasRead() throws IOException {
        return Mergekit.recipes(true).stream()
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        Mergekit.name(file),
                                        () -> {
                                            Recipe recipe =
                                                    RecipeDocument.read(file, METHODS).recipe();
                                            assertThat(RecipeWriter.text(recipe))
                                                    .isEqualTo(
                                                            Files.readString(
                                                                    Mergekit.GOLDEN
                                                                            .resolve("written")
                                                                            .resolve(
                                                                                    file
                                                                                            .getFileName())));
                                            assertThat(RecipeDocument.of(recipe, METHODS).recipe())
                                                    .isEqualTo(recipe);
                                        }));
    }

    @Property(tries = 300)
    void whatIsWrittenIsReadBack(@ForAll("recipes") Recipe recipe) throws Failure {
        RecipeDocument document = RecipeDocument.of(recipe, METHODS);
        assertThat(document.recipe()).isEqualTo(recipe);
        assertThat(RecipeWriter.text(document.recipe())).isEqualTo(document.text());
        assertThat(RecipeDifference.of(recipe, document.recipe()).isEmpty()).isTrue();
    }

    @Property(tries = 500)
    void anyTextIsReadBackAsText(@ForAll("texts") String text) throws Failure {
        YamlNode root =
                YamlTree.read(
                        YamlText.document(Map.of("a", Map.of("b", List.of(new Scalar.Text(text))))),
                        null);
        YamlNode b = entry(entry(root, "a"), "b");
        assertThat(((YamlNode.Items) b).nodes().getFirst())
                .isInstanceOfSatisfying(
                        YamlNode.Leaf.class, leaf -> assertThat(value(leaf)).isEqualTo(text));
        YamlNode plain = YamlTree.read(YamlText.document(Map.of("a", new Scalar.Text(text))), null);
        assertThat(value((YamlNode.Leaf) entry(plain, "a"))).isEqualTo(text);
        YamlNode key = YamlTree.read(YamlText.document(Map.of(text, new Scalar.Whole(1))), null);
        assertThat(((YamlNode.Entries) key).entries()).containsOnlyKeys(text);
    }

    private static YamlNode entry(YamlNode node, String key) {
        return ((YamlNode.Entries) node).entries().get(key).value();
    }

    private static String value(YamlNode.Leaf leaf) {
        return leaf.isPlain()
                ? ((PlainValue.Text) PlainValue.of(leaf.text())).value()
                : leaf.text();
    }

    @Property(tries = 500)
    void anyNumberIsReadBack(@ForAll double value) {
        double finite = Double.isFinite(value) ? value : 0;
        assertThat(PlainValue.of(YamlText.inline(new Scalar.Real(finite))))
                .isEqualTo(new PlainValue.Real(finite));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "yes",
                        "1e-3",
                        "0x1",
                        "null",
                        "~",
                        "a: b",
                        "- a",
                        "#",
                        "a #b",
                        "",
                        " ",
                        "a\nb\n",
                        "\na",
                        "a\n\n",
                        "a\n \nb",
                        " a\n",
                        "\ta",
                        "a\t\nb",
                        "|",
                        "{%- x %}\n",
                        "\u0085",
                        "\u2028",
                        "\ufeff",
                        "'",
                        "\"",
                        "\\",
                        "<<",
                        "=",
                        "a ",
                        "2026-01-01",
                        "a:",
                        "?",
                        "...",
                        "---",
                        "\0",
                        "%a",
                        "@a",
                        "`a",
                        "\uD83C\uDF89\n\uD83C\uDF89",
                        "012",
                        "1:30",
                        ".inf",
                        "true",
                        "y",
                        "a\r\nb"),
                Arbitraries.strings().ofMaxLength(12).filter(RecipeWriterTest::isWhole),
                Arbitraries.strings()
                        .withChars("ab01.:-+#\n\t '\"{}[],&*!|>%@?_e")
                        .ofMaxLength(10));
    }

    private static boolean isWhole(String text) {
        return text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    }

    private Arbitrary<ModelReference> references() {
        Arbitrary<ModelName> names =
                Arbitraries.of(
                                "a", "org/a", "./a b", "c:\\d", "a+b", "a@b", "union", "yes", "1",
                                "é")
                        .flatMap(
                                path ->
                                        Arbitraries.of("", "main", "v1@2", "x+y")
                                                .map(
                                                        revision ->
                                                                new ModelName(
                                                                        path,
                                                                        Optional.of(revision)
                                                                                .filter(
                                                                                        one ->
                                                                                                !one
                                                                                                        .isEmpty()))));
        return names.flatMap(
                model ->
                        names.optional(0.3)
                                .flatMap(
                                        lora ->
                                                Arbitraries.of("LlamaForCausalLM", "")
                                                        .map(
                                                                name ->
                                                                        new ModelReference(
                                                                                model,
                                                                                lora,
                                                                                Optional.of(name)
                                                                                        .filter(
                                                                                                one ->
                                                                                                        !one
                                                                                                                .isEmpty())))));
    }

    private Arbitrary<Setting> settings() {
        Arbitrary<Scalar> scalars =
                Arbitraries.oneOf(
                        Arbitraries.doubles().map(Scalar.Real::new),
                        Arbitraries.longs().map(Scalar.Whole::new),
                        Arbitraries.of(true, false).map(Scalar.Flag::new),
                        Arbitraries.of("1e-3", "+.5", " 2 ").map(Scalar.Text::new));
        Arbitrary<Setting.Plain> plain =
                Arbitraries.oneOf(
                        scalars.map(Setting.One::new),
                        scalars.list().ofMinSize(1).ofMaxSize(4).map(Setting.Curve::new));
        Arbitrary<Setting.Condition> conditions =
                texts().optional(0.7)
                        .flatMap(
                                filter -> plain.map(value -> new Setting.Condition(filter, value)));
        return Arbitraries.oneOf(
                plain.map(one -> (Setting) one),
                conditions.list().ofMinSize(1).ofMaxSize(3).map(Setting.Conditions::new));
    }

    private Arbitrary<Map<String, Setting>> parameters() {
        return Arbitraries.maps(
                        Arbitraries.of("weight", "density", "lambda", "epsilon"), settings())
                .ofMaxSize(3);
    }

    private Arbitrary<Layout.OfModule> layouts() {
        Arbitrary<Layout.OfModule> models =
                references()
                        .flatMap(model -> parameters().map(of -> Ingredient.of(model, of)))
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(3)
                        .map(Layout.Models::new);
        Arbitrary<Ingredient> source =
                references()
                        .flatMap(
                                model ->
                                        parameters()
                                                .flatMap(
                                                        of ->
                                                                Arbitraries.integers()
                                                                        .between(0, 90)
                                                                        .map(
                                                                                first ->
                                                                                        Ingredient
                                                                                                .of(
                                                                                                        model,
                                                                                                        new LayerRange(
                                                                                                                first,
                                                                                                                first
                                                                                                                        + 7),
                                                                                                        of))));
        Arbitrary<Slice> slice =
                source.list()
                        .ofMinSize(1)
                        .ofMaxSize(3)
                        .flatMap(
                                sources ->
                                        references()
                                                .optional(0.3)
                                                .flatMap(
                                                        base ->
                                                                parameters()
                                                                        .map(
                                                                                of ->
                                                                                        new Slice(
                                                                                                sources,
                                                                                                base,
                                                                                                of))));
        return Arbitraries.oneOf(
                models, slice.list().ofMinSize(1).ofMaxSize(3).map(Layout.Slices::new));
    }

    private Arbitrary<TokenizerPart> tokenizers() {
        Arbitrary<TokenizerPart.Source> sources =
                Arbitraries.oneOf(
                        Arbitraries.of(new TokenizerPart.Union(), new TokenizerPart.Base()),
                        references().map(TokenizerPart.OfModel::new));
        Arbitrary<TokenizerPart.Row> rows =
                Arbitraries.oneOf(
                        Arbitraries.of(new TokenizerPart.Zero()),
                        references().map(TokenizerPart.Same::new),
                        references().map(model -> new TokenizerPart.ByNumber(model, 7)),
                        references().map(model -> new TokenizerPart.ByText(model, "<s>")));
        Arbitrary<TokenizerPart.Token> tokens =
                rows.optional(0.8)
                        .flatMap(
                                row ->
                                        Arbitraries.of(true, false)
                                                .map(
                                                        isForced ->
                                                                new TokenizerPart.Token(
                                                                        row, isForced)));
        return Arbitraries.oneOf(
                sources.map(TokenizerPart.Brief::new),
                sources.flatMap(
                        source ->
                                Arbitraries.maps(texts(), tokens)
                                        .ofMaxSize(3)
                                        .map(
                                                map ->
                                                        new TokenizerPart.Block(
                                                                source,
                                                                map,
                                                                map.isEmpty()
                                                                        ? OptionalInt.empty()
                                                                        : OptionalInt.of(64)))));
    }

    @Provide
    Arbitrary<Recipe> recipes() {
        Arbitrary<Layout> layouts =
                Arbitraries.oneOf(
                        layouts().map(one -> (Layout) one),
                        layouts()
                                .flatMap(
                                        of ->
                                                parameters()
                                                        .map(
                                                                settings ->
                                                                        new Layout.ModulePart(
                                                                                of, settings)))
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(2)
                                .map(
                                        list -> {
                                            Map<String, Layout.ModulePart> modules =
                                                    new LinkedHashMap<>();
                                            for (Layout.ModulePart one : new ArrayList<>(list)) {
                                                modules.put("m" + modules.size(), one);
                                            }
                                            return new Layout.Modules(modules);
                                        }));
        return layouts.flatMap(
                layout ->
                        references()
                                .optional(0.5)
                                .flatMap(
                                        base ->
                                                parameters()
                                                        .flatMap(
                                                                of ->
                                                                        tokenizers()
                                                                                .optional(0.4)
                                                                                .flatMap(
                                                                                        tokens ->
                                                                                                ends(
                                                                                                        layout,
                                                                                                        base,
                                                                                                        of,
                                                                                                        tokens)))));
    }

    private static Arbitrary<Recipe> ends(
            Layout layout,
            Optional<ModelReference> base,
            Map<String, Setting> of,
            Optional<TokenizerPart> tokens) {
        return Arbitraries.of("", "chatml", "{% for m in messages %}\n{{ m }}\n{% endfor %}\n")
                .flatMap(
                        template ->
                                Arbitraries.of("", "float16", "torch.bfloat16")
                                        .map(
                                                dtype ->
                                                        new Recipe(
                                                                "della",
                                                                layout,
                                                                base,
                                                                of,
                                                                tokens,
                                                                Optional.of(template)
                                                                        .filter(
                                                                                one ->
                                                                                        !one
                                                                                                .isEmpty()),
                                                                Optional.of(dtype)
                                                                        .filter(
                                                                                one ->
                                                                                        !one
                                                                                                .isEmpty()),
                                                                Optional.empty())));
    }
}
