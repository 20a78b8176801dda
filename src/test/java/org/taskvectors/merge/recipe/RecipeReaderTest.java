package org.taskvectors.merge.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.file.Failure;

/// Each rule of the reader, with the line that it names.
class RecipeReaderTest {
    private static final Methods METHODS = Mergekit.methods();

    /// Lines are divided by `|`, and `~` stands for a space at the beginning of one.
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "# nothing; EMPTY; ``",
                "--- {}|---|{}; SEVERAL_DOCUMENTS; 2:1",
                "merge_method: linear|models: [; NOT_YAML; 2:10",
                "merge_method: linear|models: *m; NOT_YAML; 2:9",
                "merge_method: linear|models: @x; NOT_YAML; 2:9",
                "merge_method:\tlinear; NOT_YAML; 1:14",
                "merge_method: !!str linear; TAG; 1:15",
                "%TAG !e! tag:x,2026:|---|{}; TAG; 1:1",
                "<<: {a: 1}; MERGE_KEY; 1:1",
                "merge_method: linear|merge_method: ties; DUPLICATE_KEY; 2:1",
                "1: x; KEY_NOT_TEXT; 1:1",
                "on: x; KEY_NOT_TEXT; 1:1",
                "[a]: x; KEY_NOT_TEXT; 1:1",
                "- a; WRONG_KIND; 1:1",
                "models: [{model: a}]; MISSING_KEY; 1:1",
                "merge_method:|models: [{model: a}]; MISSING_KEY; 1:1",
                "merge_method: no|models: [{model: a}]; WRONG_KIND; 1:15",
                "merge_method: tis|models: [{model: a}]; UNKNOWN_METHOD; 1:15",
                "merge_method: linear; LAYOUT; 1:1",
                "merge_method: linear|models: [{model: a}]|slices: [{sources: [{model: a,"
                        + " layer_range: [0, 1]}]}]; LAYOUT; 3:1",
                "merge_method: linear|models: [{model: a}]|modules: {default: {models: [{model:"
                        + " a}]}}; LAYOUT; 2:1",
                "merge_method: linear|modules: {default: {}}; LAYOUT; 2:20",
                "merge_method: linear|models: []; WRONG_VALUE; 2:9",
                "merge_method: linear|models: {a: b}; WRONG_KIND; 2:9",
                "merge_method: linear|models: [a]; WRONG_KIND; 2:10",
                "merge_method: linear|models: [{model: 7}]; WRONG_KIND; 2:18",
                "merge_method: linear|models: [{model: ''}]; WRONG_VALUE; 2:18",
                "merge_method: linear|models: [{model: [a]}]; WRONG_KIND; 2:18",
                "merge_method: linear|models: [{model: a+b+c}]; REFERENCE; 2:18",
                "merge_method: linear|models: [{model: a+}]; REFERENCE; 2:18",
                "merge_method: linear|models: [{model: a@b@c}]; REFERENCE; 2:18",
                "merge_method: linear|models: [{model: a, weight: 1}]; UNKNOWN_KEY; 2:21",
                "merge_method: linear|models: [{model: {model: a, loar: b}}]; UNKNOWN_KEY; 2:29",
                "merge_method: linear|model: [{model: a}]|models: [{model: a}]; UNKNOWN_KEY; 2:1",
                "merge_method: linear|models: [{model: a}]|parameters: 1; WRONG_KIND; 3:13",
                "merge_method: linear|models: [{model: a}]|parameters: {wieght: 1};"
                        + " UNKNOWN_PARAMETER; 3:14",
                "merge_method: linear|models: [{model: a}]|parameters: {weight: []};"
                        + " EMPTY_SETTING; 3:22",
                "merge_method: linear|models: [{model: a}]|parameters: {weight: }; WRONG_KIND;"
                        + " 3:21",
                "merge_method: linear|models: [{model: a}]|parameters: {weight: [1, [2]]};"
                        + " WRONG_KIND; 3:26",
                "merge_method: linear|models: [{model: a}]|parameters: {weight: x}; WRONG_VALUE;"
                        + " 3:22",
                "merge_method: linear|models: [{model: a}]|parameters: {weight: .nan};"
                        + " NOT_FINITE; 3:22",
                "merge_method: linear|models: [{model: a}]|parameters: {weight: [1, -.inf]};"
                        + " NOT_FINITE; 3:26",
                "merge_method: linear|models: [{model: a}]|parameters: {weight:"
                        + " 99999999999999999999}; NUMBER_TOO_LARGE; 3:22",
                "merge_method: linear|models: [{model: a}]|parameters: {weight: 2026-12-01};"
                        + " WRONG_KIND; 3:22",
                "merge_method: linear|models: [{model: a}]|parameters: {weight: {value: 1,"
                        + " fliter: mlp}}; UNKNOWN_KEY; 3:33",
                "merge_method: linear|models: [{model: a}]|parameters: {weight: {filter: mlp}};"
                        + " MISSING_KEY; 3:22",
                "merge_method: linear|models: [{model: a}]|parameters: {weight: {filter: 3,"
                        + " value: 1}}; WRONG_KIND; 3:31",
                "merge_method: linear|models: [{model: a}]|parameters: {weight: [{value: {value:"
                        + " 1}}]}; WRONG_KIND; 3:31",
                "merge_method: linear|slices: [{sources: []}]; WRONG_VALUE; 2:20",
                "merge_method: linear|slices: [{parameters: {}}]; MISSING_KEY; 2:10",
                "merge_method: linear|slices: [{sources: [{model: a}]}]; MISSING_KEY; 2:21",
                "merge_method: linear|slices: [{sources: [{model: a, layer_range: [0]}]}];"
                        + " LAYER_RANGE; 2:45",
                "merge_method: linear|slices: [{sources: [{model: a, layer_range: [4, 4]}]}];"
                        + " LAYER_RANGE; 2:45",
                "merge_method: linear|slices: [{sources: [{model: a, layer_range: [-1, 4]}]}];"
                        + " LAYER_RANGE; 2:45",
                "merge_method: linear|slices: [{sources: [{model: a, layer_range: [0, 1.5]}]}];"
                        + " WRONG_KIND; 2:49",
                "merge_method: linear|slices: [{residual_weight: 1, sources: [{model: a,"
                        + " layer_range: [0, 1]}]}]; UNKNOWN_KEY; 2:11",
                "merge_method: linear|models: [{model: a}]|dtype: int8; WRONG_VALUE; 3:8",
                "merge_method: linear|models: [{model: a}]|out_dtype: int64; WRONG_VALUE; 3:12",
                "merge_method: linear|models: [{model: a}]|chat_template: chatlm; WRONG_VALUE;"
                        + " 3:16",
                "merge_method: linear|models: [{model: a}]|tokenizer_source: union|tokenizer: {};"
                        + " WRONG_VALUE; 3:19",
                "merge_method: linear|models: [{model: a}]|tokenizer: union; WRONG_KIND; 3:12",
                "merge_method: linear|models: [{model: a}]|tokenizer: {pad_to_multiple_of: 0};"
                        + " WRONG_VALUE; 3:33",
                "merge_method: linear|models: [{model: a}]|tokenizer: {tokens: {x: a}};"
                        + " WRONG_KIND; 3:25",
                "merge_method: linear|models: [{model: a}]|tokenizer: {tokens: {x: {source: {kind:"
                        + " mean}}}}; WRONG_VALUE; 3:41",
                "merge_method: linear|models: [{model: a}]|tokenizer: {tokens: {x: {source: {kind:"
                        + " model_token, model: a}}}}; WRONG_VALUE; 3:34",
                "merge_method: linear|models: [{model: a}]|tokenizer: {tokens: {x: {force: 7}}};"
                        + " WRONG_KIND; 3:33",
                "merge_method: linear|models: [{model: \"\\ud83d\"}]; WRONG_VALUE; 2:18",
            })
    void eachRuleNamesItsLine(String text, RecipeProblem problem, String place) {
        assertThatThrownBy(() -> read(text.replace('|', '\n')))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> {
                            assertThat(e.problem()).isEqualTo(problem);
                            assertThat(e.what()).isNotBlank().doesNotEndWith(".");
                            if (!place.isEmpty()) {
                                String[] at = place.split(":");
                                assertThat(e.place())
                                        .isEqualTo("line " + at[0] + ", column " + at[1]);
                            }
                        });
    }

    private static Recipe read(String text) throws Failure {
        return RecipeDocument.parse(text, METHODS).recipe();
    }

    @Test
    void whatPyYamlReadsIsSaid() {
        assertThatThrownBy(
                        () ->
                                read(
                                        """
                                        merge_method: linear
                                        models: [{model: a}]
                                        dtype: off
                                        """))
                .hasMessageContaining("PyYAML reads 'off' as false");
        assertThatThrownBy(() -> read("merge_method: 0b11\n"))
                .hasMessageContaining("PyYAML reads '0b11' as the number 3");
    }

    @Test
    void aNumberThatIsTextToPyYamlIsANumberAllTheSame() throws Failure {
        Recipe recipe =
                read("merge_method: linear\nmodels: [{model: a}]\nparameters: {weight: 1e-3}\n");
        assertThat(recipe.parameters())
                .isEqualTo(Map.of("weight", new Setting.One(new Scalar.Text("1e-3"))));
    }

    @Test
    void everythingThatIsWrongIsFoundAtOnce() {
        List<Failure> problems =
                RecipeDocument.problems(
                        """
                        merge_method: tis
                        models:
                          - model: a
                            weight: 1
                        dtpye: float16
                        """,
                        METHODS);
        assertThat(problems)
                .extracting(Failure::problem)
                .containsExactly(
                        RecipeProblem.UNKNOWN_METHOD,
                        RecipeProblem.UNKNOWN_KEY,
                        RecipeProblem.UNKNOWN_KEY);
        assertThat(problems.getFirst().advice()).contains("ties").contains("dare_linear");
        assertThat(problems.get(1).place()).isEqualTo("line 4, column 5");
        assertThat(problems.get(2).place()).isEqualTo("line 5, column 1");
    }

    @Test
    void columnsAreCountedAsAPersonCounts() {
        assertThatThrownBy(() -> read("merge_method: linear\nmodels: [{model: \"🎉\", x: 1}]\n"))
                .isInstanceOfSatisfying(
                        Failure.class, e -> assertThat(e.place()).isEqualTo("line 2, column 23"));
    }

    @Test
    void tokenizersAreReadWhole() throws Exception {
        Recipe recipe =
                RecipeDocument.read(Mergekit.GOLDEN.resolve("tokenizer-union.yml"), METHODS)
                        .recipe();
        ModelReference math = ModelReference.of("org/math");
        assertThat(recipe.tokenizer())
                .contains(
                        new TokenizerPart.Block(
                                new TokenizerPart.Union(),
                                Map.of(
                                        "<|im_start|>",
                                        new TokenizerPart.Token(
                                                Optional.of(
                                                        new TokenizerPart.Same(
                                                                ModelReference.of("org/chat"))),
                                                false),
                                        "<|im_end|>",
                                        new TokenizerPart.Token(
                                                Optional.of(new TokenizerPart.Zero()), true),
                                        "<|extra|>",
                                        new TokenizerPart.Token(
                                                Optional.of(new TokenizerPart.ByText(math, "<s>")),
                                                false),
                                        "<|other|>",
                                        new TokenizerPart.Token(
                                                Optional.of(new TokenizerPart.ByNumber(math, 7)),
                                                false)),
                                OptionalInt.of(8)));
        assertThat(recipe.chatTemplate()).contains("chatml");
        assertThat(recipe.models()).containsExactly(math, ModelReference.of("org/chat"));
    }

    @Test
    void filesAreUtf8AndNotTooLarge(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("r.yml");
        Files.write(file, "merge_method: l\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        problem(file, RecipeProblem.NOT_UTF8);
        Files.write(file, new byte[Limits.MOST_BYTES + 1]);
        problem(file, RecipeProblem.TOO_LARGE);
    }

    private static void problem(Path file, RecipeProblem problem) {
        assertThatThrownBy(() -> RecipeDocument.read(file, METHODS))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> {
                            assertThat(e.problem()).isEqualTo(problem);
                            assertThat(e.file()).isEqualTo(file);
                        });
    }
}
