package org.taskvectors.merge.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.taskvectors.file.Failure;

/// What a plan says where mergekit says nothing, and where the models differ.
class RecipePlannerTest {
    private static final Methods METHODS = Mergekit.methods();

    private final Map<String, List<String>> models = new HashMap<>();

    private static List<String> llama(int layers, String prefix) {
        List<String> names = new ArrayList<>(List.of(prefix + "model.embed_tokens.weight"));
        for (int layer = 0; layer < layers; layer++) {
            for (String module :
                    List.of(
                            "self_attn.q_proj",
                            "self_attn.k_proj",
                            "self_attn.v_proj",
                            "self_attn.o_proj",
                            "mlp.gate_proj",
                            "mlp.up_proj",
                            "mlp.down_proj",
                            "input_layernorm",
                            "post_attention_layernorm")) {
                names.add(prefix + "model.layers." + layer + "." + module + ".weight");
            }
        }
        names.add(prefix + "model.norm.weight");
        names.add(prefix + "lm_head.weight");
        return names;
    }

    private static List<String> without(List<String> names, String... ends) {
        return names.stream()
                .filter(name -> List.of(ends).stream().noneMatch(name::endsWith))
                .toList();
    }

    private static List<String> and(List<String> names, String... more) {
        List<String> all = new ArrayList<>(names);
        all.addAll(List.of(more));
        return all;
    }

    private RecipePlan plan(String text) throws Failure {
        RecipeDocument document = RecipeDocument.parse(text, METHODS);
        try {
            return RecipePlanner.plan(
                    document.recipe(),
                    METHODS,
                    model ->
                            ModelNames.of(
                                    Optional.ofNullable(models.get(model.text())).orElseThrow(),
                                    Optional.empty()));
        } catch (Failure e) {
            throw document.located(e);
        }
    }

    private void refused(String text, RecipeProblem problem, String place, String words) {
        assertThatThrownBy(() -> plan(text))
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> {
                            assertThat(e.problem()).isEqualTo(problem);
                            assertThat(e.place()).isEqualTo(place);
                            assertThat(e.getMessage()).contains(words);
                        });
    }

    private static RecipePlan.Planned tensor(RecipePlan plan, String name) {
        return plan.tensors().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static final String TIES =
            """
            merge_method: ties
            base_model: base
            models:
            - model: base
            - model: other
              parameters: {weight: 1}
            """;

    @Test
    void aTensorThatOneModelLacksIsNamed() {
        models.put("base", llama(2, ""));
        models.put("other", without(llama(2, ""), "1.mlp.up_proj.weight"));
        refused(
                TIES,
                RecipeProblem.TENSOR_ABSENT,
                "line 5, column 3 (models[1])",
                "other has no tensor 'model.layers.1.mlp.up_proj.weight', and base has");
    }

    @Test
    void aMethodMayCopyWhatOneModelAloneHas() throws Failure {
        models.put("base", llama(1, ""));
        models.put("other", and(llama(1, ""), "model.layers.0.self_attn.q_proj.bias"));
        RecipePlan plan =
                plan(
                        """
                        merge_method: slerp
                        base_model: base
                        models: [{model: base}, {model: other}]
                        parameters: {t: 0.5}
                        """);
        RecipePlan.Planned bias = tensor(plan, "model.layers.0.self_attn.q_proj.bias");
        assertThat(bias.isCopied()).isTrue();
        assertThat(bias.inputs()).extracting(one -> one.model().text()).containsExactly("other");
        assertThat(plan.notes())
                .singleElement()
                .isEqualTo(
                        new RecipePlan.Note(
                                "models[0]",
                                "base has no tensor 'model.layers.0.self_attn.q_proj.bias'; it is"
                                        + " copied from the model that has it"));
        refused(
                """
                merge_method: nearswap
                base_model: base
                models: [{model: base}, {model: other}]
                parameters: {t: 0.5}
                """,
                RecipeProblem.TENSOR_ABSENT,
                "line 3, column 10 (models[0])",
                "q_proj.bias");
    }

    @Test
    void modelStockGoesWithoutWhatTooFewModelsHave() throws Failure {
        models.put("base", llama(1, ""));
        models.put("a", and(llama(1, ""), "model.layers.0.self_attn.q_proj.bias"));
        models.put("b", llama(1, ""));
        String text =
                """
                merge_method: model_stock
                base_model: base
                models: [{model: a}, {model: b}]
                """;
        RecipePlan plan = plan(text);
        assertThat(plan.tensors()).hasSize(12);
        assertThat(plan.notes()).singleElement().asString().contains("goes without");
        models.put("base", and(llama(1, ""), "model.layers.0.self_attn.q_proj.bias"));
        models.put("a", llama(1, ""));
        assertThat(tensor(plan(text), "model.layers.0.self_attn.q_proj.bias").isCopied()).isTrue();
    }

    @Test
    void buffersAreCopiedFromTheBase() throws Failure {
        String buffer = "model.layers.0.self_attn.rotary_emb.inv_freq";
        models.put("base", and(llama(1, ""), buffer));
        models.put("other", llama(1, ""));
        RecipePlan.Planned one = tensor(plan(TIES), buffer);
        assertThat(one.isCopied()).isTrue();
        assertThat(one.inputs()).extracting(of -> of.model().text()).containsExactly("base");
    }

    @Test
    void anEmbeddingThatServesAsHeadIsOne() throws Failure {
        models.put("base", without(llama(1, ""), "lm_head.weight"));
        models.put("other", llama(1, ""));
        RecipePlan.Planned head = tensor(plan(TIES), "lm_head.weight");
        assertThat(head.inputs())
                .extracting(RecipePlan.Input::tensor)
                .containsExactly("model.embed_tokens.weight", "lm_head.weight");
    }

    @Test
    void modelsOfDifferentToolsLieSideBySide() throws Failure {
        models.put("base", llama(1, ""));
        models.put("other", llama(1, "module."));
        RecipePlan.Planned one = tensor(plan(TIES), "model.layers.0.mlp.up_proj.weight");
        assertThat(one.inputs())
                .extracting(RecipePlan.Input::tensor)
                .containsExactly(
                        "model.layers.0.mlp.up_proj.weight",
                        "module.model.layers.0.mlp.up_proj.weight");
    }

    @Test
    void whatDoesNothingIsSaid() throws Failure {
        models.put("base", llama(1, ""));
        models.put("other", llama(1, ""));
        RecipePlan plan =
                plan(
                        """
                        merge_method: ties
                        base_model: base
                        models:
                        - model: base
                          parameters: {weight: 0.5}
                        - model: other
                          parameters:
                            normalize: false
                            weight:
                            - {filter: self-attn, value: 1}
                            - {value: 2}
                            - {filter: mlp, value: 3}
                        """);
        assertThat(plan.notes())
                .containsExactly(
                        new RecipePlan.Note(
                                "models[0].parameters.weight", "the base has no 'weight' in ties"),
                        new RecipePlan.Note(
                                "models[1].parameters.normalize",
                                "'normalize' is one value for all models, and does nothing under"
                                        + " one of them"),
                        new RecipePlan.Note(
                                "models[1].parameters.weight",
                                "the filter 'self-attn' is part of no tensor's name"),
                        new RecipePlan.Note(
                                "models[1].parameters.weight",
                                "a condition stands behind one that all tensors meet"));
        assertThat(tensor(plan, "lm_head.weight").values())
                .containsEntry("normalize", new Scalar.Flag(true));
    }

    private static final String SLICED =
            """
            merge_method: linear
            parameters: {weight: 1}
            slices:
            - sources: [{model: base, layer_range: [0, 1]}]
            - sources: [{model: base, layer_range: [1, 2]}, {model: other, layer_range: [0, 1]}]
            """;

    /// mergekit counts the sources of the first slice here too, and leaves the second one out.
    @Test
    void theHeadIsMadeOfAllSourcesOfTheLastSlice() throws Failure {
        models.put("base", llama(2, ""));
        models.put("other", llama(2, ""));
        RecipePlan plan = plan(SLICED);
        assertThat(tensor(plan, "lm_head.weight").inputs()).hasSize(2);
        assertThat(tensor(plan, "model.embed_tokens.weight").inputs()).hasSize(1);
        assertThat(plan.layers()).containsExactly(Map.entry("", 2));
    }

    @Test
    void aHeadThatTheLastSliceDoesNotHaveIsSaid() throws Failure {
        models.put("base", llama(2, ""));
        models.put("tied", without(llama(2, ""), "lm_head.weight"));
        RecipePlan plan =
                plan(
                        """
                        merge_method: passthrough
                        slices:
                        - sources: [{model: base, layer_range: [0, 1]}]
                        - sources: [{model: tied, layer_range: [0, 2]}]
                        """);
        assertThat(plan.notes())
                .singleElement()
                .isEqualTo(
                        new RecipePlan.Note(
                                "slices[1]",
                                "no source of this slice has the tensor 'lm_head.weight', which"
                                        + " another has; the result goes without"));
    }

    @Test
    void layersThatAreNotThereAreNamed() {
        models.put("base", llama(2, ""));
        models.put("other", llama(1, ""));
        refused(
                SLICED.replace("[0, 1]}]\n-", "[0, 4]}]\n-"),
                RecipeProblem.NO_SUCH_LAYER,
                "line 4, column 40 (slices[0].sources[0].layer_range)",
                "has 2 layers");
        models.put("base", without(llama(3, ""), "x"));
        models.put(
                "base", llama(3, "").stream().filter(name -> !name.contains("layers.1.")).toList());
        refused(
                SLICED,
                RecipeProblem.NO_SUCH_LAYER,
                "line 5, column 13 (slices[1].sources[0])",
                "base has no layer 1");
    }

    private static List<String> seeing() {
        List<String> names = new ArrayList<>(llama(2, "language_model."));
        for (int layer = 0; layer < 3; layer++) {
            names.add("vision_tower.encoder.layers." + layer + ".self_attn.q_proj.weight");
            names.add("vision_tower.encoder.layers." + layer + ".mlp.fc1.weight");
        }
        names.add("vision_tower.embeddings.patch_embedding.weight");
        return names;
    }

    @Test
    void wholeModelsOfSeveralStacksAreMergedStackByStack() throws Failure {
        models.put("base", seeing());
        models.put("other", seeing());
        RecipePlan plan = plan(TIES.replace("weight: 1", "weight: [0, 1]"));
        assertThat(plan.tensors()).hasSize(seeing().size());
        assertThat(plan.layers().values()).containsExactlyInAnyOrder(2, 3);
        assertThat(
                        tensor(plan, "vision_tower.encoder.layers.1.mlp.fc1.weight")
                                .inputs()
                                .get(1)
                                .values())
                .containsEntry("weight", new Scalar.Real(0.5));
        assertThat(
                        tensor(plan, "language_model.model.layers.1.mlp.up_proj.weight")
                                .inputs()
                                .get(1)
                                .values())
                .containsEntry("weight", new Scalar.Real(1));
    }

    @Test
    void modulesAreAllNamed() throws Failure {
        models.put("base", seeing());
        models.put("other", seeing());
        refused(
                SLICED.replace("other", "base"),
                RecipeProblem.MODULES_NEEDED,
                "line 4, column 1 (slices)",
                "vision");
        String modules =
                """
                merge_method: passthrough
                modules:
                  language:
                    slices:
                    - sources: [{model: base, layer_range: [0, 2]}]
                    - sources: [{model: base, layer_range: [1, 2]}]
                """;
        refused(
                modules,
                RecipeProblem.MODULE_LEFT_OUT,
                "line 3, column 3 (modules)",
                "nothing of the module vision");
        refused(
                modules.replace("language", "text_decoder"),
                RecipeProblem.UNKNOWN_MODULE,
                "line 4, column 5 (modules.text_decoder)",
                "text_decoder");
        RecipePlan plan = plan(modules + "  vision: {models: [{model: base}]}\n");
        assertThat(plan.layers()).containsEntry("language", 3).containsEntry("vision", 3);
        assertThat(
                        tensor(plan, "language_model.model.layers.2.mlp.up_proj.weight")
                                .inputs()
                                .getFirst()
                                .tensor())
                .isEqualTo("language_model.model.layers.1.mlp.up_proj.weight");
    }

    @Test
    void theTableJoinsLayersThatAreAlike() throws Failure {
        models.put("base", llama(8, ""));
        models.put("other", llama(8, ""));
        RecipePlan plan =
                plan(
                        """
                        merge_method: ties
                        base_model: base
                        slices:
                        - sources:
                          - {model: base, layer_range: [0, 4]}
                          - {model: other, layer_range: [0, 4], parameters: {weight: 0.5}}
                        - sources:
                          - {model: base, layer_range: [2, 8]}
                          - {model: other, layer_range: [2, 8]}
                          parameters:
                            weight:
                            - {filter: self_attn, value: 0.25}
                            - {filter: down_proj, value: 0.125}
                            - {value: 1}
                        parameters: {density: 0.2}
                        """);
        assertThat(plan.table().text())
                .isEqualTo(
                        """
                        layers   tensors                    from   its layers        int8_mask  normalize  rescale  lambda  weight  density
                        outside  embedding                  base               base  false      true       false    1
                                                            other                                                           0.5     0.2
                        0–3      all                        base   0–3         base  false      true       false    1
                                                            other  0–3                                                      0.5     0.2
                        4–9      attention                  base   2–7         base  false      true       false    1
                                                            other  2–7                                                      0.25    0.2
                        4–9      gate_proj, up_proj, norms  base   2–7         base  false      true       false    1
                                                            other  2–7                                                      1       0.2
                        4–9      down_proj                  base   2–7         base  false      true       false    1
                                                            other  2–7                                                      0.125   0.2
                        outside  norm, head                 base               base  false      true       false    1
                                                            other                                                           1       0.2
                        """);
    }

    @Test
    void anUnknownMethodIsNamed() {
        assertThatThrownBy(
                        () ->
                                RecipePlanner.plan(
                                        Recipe.of(
                                                "magic",
                                                List.of(
                                                        Ingredient.of(
                                                                ModelReference.of("a"), Map.of())),
                                                Optional.empty(),
                                                Map.of()),
                                        METHODS,
                                        model -> ModelNames.of(llama(1, ""), Optional.empty())))
                .hasMessageContaining("no method 'magic'");
    }

    /// The wall-clock time is not asked for, only that a model of many experts is planned at all.
    @Test
    void aModelOfManyExpertsIsPlanned() throws Failure {
        List<String> names = new ArrayList<>(llama(24, ""));
        for (int layer = 0; layer < 24; layer++) {
            for (int expert = 0; expert < 128; expert++) {
                names.add("model.layers." + layer + ".mlp.experts." + expert + ".up_proj.weight");
            }
        }
        models.put("base", names);
        models.put("other", names);
        RecipePlan plan =
                plan(
                        TIES.replace(
                                "weight: 1",
                                "weight: [{filter: experts.3., value: [0, 1]}, {value: 2}]"));
        assertThat(plan.tensors()).hasSize(names.size());
        assertThat(plan.table().rows()).hasSize(24 * 4 + 4);
        assertThat(plan.table().text()).contains("mlp.experts.3.up_proj.weight");
    }
}
