package org.taskvectors.merge.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.PieceTokenizer;
import org.taskvectors.merge.recipe.MethodSignature;
import org.taskvectors.merge.recipe.Methods;
import org.taskvectors.merge.recipe.ModelReference;
import org.taskvectors.merge.recipe.RecipeDocument;
import org.taskvectors.merge.recipe.TokenizerPart;

/// Rows by token, against mergekit's own embeddings (`src/test/oracle/merge/vocabularies.py`).
class VocabularyPlanTest {
    private static final Path GOLDEN =
            Path.of("src/test/resources/golden/merge/vocabulary/vocabularies.json");
    private static final ModelReference A = ModelReference.of("a");
    private static final ModelReference B = ModelReference.of("b");
    private static final TokenizerPart UNION = new TokenizerPart.Brief(new TokenizerPart.Union());

    private static final Methods METHODS =
            new Methods(
                    List.of(
                            new MethodSignature(
                                    "linear",
                                    Set.of(),
                                    List.of(),
                                    new MethodSignature.Inputs(
                                            MethodSignature.BaseRule.IGNORED, 1, 9, 0, 9),
                                    MethodSignature.WhereAbsent.REFUSED)));

    @TestFactory
    Stream<DynamicTest> embeddingsAreLaidSideBySideAsMergekitLaysThem() throws IOException {
        JsonNode golden = new ObjectMapper().readTree(GOLDEN.toFile());
        List<DynamicTest> tests = new ArrayList<>();
        golden.path("cases")
                .properties()
                .forEach(
                        one ->
                                tests.add(
                                        DynamicTest.dynamicTest(
                                                one.getKey(),
                                                () ->
                                                        compare(
                                                                golden.path("models"),
                                                                one.getValue()))));
        return tests.stream();
    }

    private static void compare(JsonNode models, JsonNode golden) throws Failure {
        Map<ModelReference, Tokens> tokens = new LinkedHashMap<>();
        Map<ModelReference, List<double[]>> embeddings = new HashMap<>();
        for (JsonNode name : golden.path("models")) {
            ModelReference model = ModelReference.of(name.asText());
            JsonNode one = models.path(name.asText());
            List<Optional<String>> spellings = new ArrayList<>();
            one.path("tokens").forEach(token -> spellings.add(Optional.of(token.asText())));
            List<double[]> rows = new ArrayList<>();
            one.path("embedding").forEach(row -> rows.add(numbers(row)));
            tokens.put(model, Tokens.of(spellings, rows.size()));
            embeddings.put(model, rows);
        }
        TokenizerPart part =
                RecipeDocument.parse(
                                "merge_method: linear\nmodels: [{model: x}]\n"
                                        + golden.path("tokenizer").asText()
                                        + "\n",
                                METHODS)
                        .recipe()
                        .tokenizer()
                        .orElseThrow();
        VocabularyPlan plan =
                VocabularyPlan.of(
                        tokens,
                        golden.path("base").isNull()
                                ? Optional.empty()
                                : Optional.of(ModelReference.of(golden.path("base").asText())),
                        part,
                        Fill.OTHERS);
        for (ModelReference model : tokens.keySet()) {
            List<double[]> own = laid(plan, model, tokens, embeddings);
            JsonNode expected = golden.path("rows").path(model.text());
            assertThat(plan.tokens()).hasSize(expected.size());
            for (int row = 0; row < plan.tokens().size(); row++) {
                String token = plan.tokens().get(row).orElseThrow();
                same(own.get(row), expected.path(token), model.text() + " " + token);
            }
            JsonNode padding = golden.path("padding").path(model.text());
            assertThat(plan.rows()).isEqualTo(expected.size() + padding.size());
            for (int i = 0; i < padding.size(); i++) {
                same(own.get(expected.size() + i), padding.get(i), "padding " + i);
            }
        }
    }

    private static double[] numbers(JsonNode row) {
        return new double[] {row.get(0).doubleValue(), row.get(1).doubleValue()};
    }

    private static void same(double[] own, JsonNode expected, String which) {
        assertThat(own).as(which).containsExactly(numbers(expected), within(1e-5));
    }

    /// The rows that a plan means, by the simplest of arithmetic.
    private static List<double[]> laid(
            VocabularyPlan plan,
            ModelReference model,
            Map<ModelReference, Tokens> tokens,
            Map<ModelReference, List<double[]>> embeddings) {
        List<double[]> rows = new ArrayList<>();
        List<double[]> own = embeddings.get(model);
        for (RowSource source : plan.sources().get(model)) {
            rows.add(
                    switch (source) {
                        case RowSource.Own(int row) -> own.get(row);
                        case RowSource.Of(ModelReference other, int row) ->
                                embeddings.get(other).get(row);
                        case RowSource.MeanOf(List<RowSource.Of> several) ->
                                mean(
                                        several.stream()
                                                .map(
                                                        one ->
                                                                embeddings
                                                                        .get(one.model())
                                                                        .get(one.row()))
                                                .toList());
                        case RowSource.MeanOfOwn all ->
                                mean(own.subList(0, tokens.get(model).spellings().size()));
                        case RowSource.MeanOfResult all ->
                                mean(rows.subList(0, plan.tokens().size()));
                        case RowSource.Zeros zeros -> new double[2];
                    });
        }
        return rows;
    }

    private static double[] mean(List<double[]> rows) {
        double[] sum = new double[2];
        for (double[] row : rows) {
            sum[0] += row[0] / rows.size();
            sum[1] += row[1] / rows.size();
        }
        return sum;
    }

    private static Tokens tokens(String... spellings) throws Failure {
        return Tokens.of(
                Stream.of(spellings)
                        .map(one -> Optional.of(one).filter(text -> !text.isEmpty()))
                        .toList(),
                spellings.length);
    }

    private static Map<ModelReference, Tokens> two(Tokens a, Tokens b) {
        Map<ModelReference, Tokens> models = new LinkedHashMap<>();
        models.put(A, a);
        models.put(B, b);
        return models;
    }

    @Test
    void whatOneModelDoesNotHaveIsFilledAsChosen() throws Failure {
        Map<ModelReference, Tokens> models = two(tokens("x", "y"), tokens("y", "x", "z"));
        assertThat(sources(models, Fill.OTHERS))
                .containsExactly(
                        new RowSource.Own(0), new RowSource.Own(1), new RowSource.Of(B, 2));
        assertThat(sources(models, Fill.ZEROS)).endsWith(new RowSource.Zeros());
        assertThat(sources(models, Fill.MEAN)).endsWith(new RowSource.MeanOfOwn());
        assertThat(VocabularyPlan.of(models, Optional.empty(), UNION, Fill.ZEROS).sources().get(B))
                .containsExactly(new RowSource.Own(1), new RowSource.Own(0), new RowSource.Own(2));
    }

    private static List<RowSource> sources(Map<ModelReference, Tokens> models, Fill fill)
            throws Failure {
        return VocabularyPlan.of(models, Optional.of(A), UNION, fill).sources().get(A);
    }

    @Test
    void rowsWithoutTokensAreTheirModels() throws Failure {
        VocabularyPlan plan =
                VocabularyPlan.of(
                        two(tokens("x", "", "y"), tokens("y", "x")),
                        Optional.empty(),
                        UNION,
                        Fill.OTHERS);
        assertThat(plan.tokens()).hasSize(3);
        assertThat(plan.sources().get(A).get(1)).isEqualTo(new RowSource.Own(1));
        assertThat(plan.sources().get(B).get(1)).isEqualTo(new RowSource.Of(A, 1));
    }

    @Test
    void tokensWithoutRowsAreSaid() throws Failure {
        Tokens cut = Tokens.of(List.of(Optional.of("x"), Optional.of("y")), 1);
        VocabularyPlan plan =
                VocabularyPlan.of(two(cut, tokens("x", "y")), Optional.empty(), UNION, Fill.OTHERS);
        assertThat(plan.notes())
                .containsExactly("1 tokens of a have no row in its embedding, and are left out");
        assertThat(plan.sources().get(A)).endsWith(new RowSource.Of(B, 1));
    }

    @Test
    void aTokenizerSpellsItsTokens() throws Failure {
        try (PieceTokenizer tokenizer = new PieceTokenizer(true, "a", "b")) {
            Tokens tokens = Tokens.of(tokenizer, 4);
            assertThat(tokens.spellings()).contains(Optional.of("<s>"), Optional.of("b"));
            assertThat(tokens.row("b")).isEqualTo(OptionalInt.of(3));
        }
    }

    @Test
    void whatIsNotThereIsNamed() throws Failure {
        Map<ModelReference, Tokens> models = two(tokens("x"), tokens("x", "y"));
        refused(
                models,
                new TokenizerPart.Brief(new TokenizerPart.OfModel(ModelReference.of("c"))),
                VocabularyProblem.NO_SUCH_MODEL);
        refused(
                models,
                block("y", new TokenizerPart.Same(ModelReference.of("c"))),
                VocabularyProblem.NO_SUCH_MODEL);
        refused(models, block("y", new TokenizerPart.Same(A)), VocabularyProblem.NO_SUCH_TOKEN);
        refused(
                models,
                block("y", new TokenizerPart.ByText(B, "z")),
                VocabularyProblem.NO_SUCH_TOKEN);
        refused(
                models,
                block("y", new TokenizerPart.ByNumber(B, 2)),
                VocabularyProblem.NO_SUCH_TOKEN);
        assertThatThrownBy(() -> tokens("x", "x"))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> assertThat(e.problem()).isEqualTo(VocabularyProblem.TOKEN_TWICE));
    }

    private static TokenizerPart block(String token, TokenizerPart.Row row) {
        return new TokenizerPart.Block(
                new TokenizerPart.Union(),
                Map.of(token, new TokenizerPart.Token(Optional.of(row), false)),
                OptionalInt.empty());
    }

    private static void refused(
            Map<ModelReference, Tokens> models, TokenizerPart part, VocabularyProblem problem) {
        assertThatThrownBy(() -> VocabularyPlan.of(models, Optional.of(A), part, Fill.OTHERS))
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }
}
