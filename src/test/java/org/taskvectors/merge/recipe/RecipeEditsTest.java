package org.taskvectors.merge.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.taskvectors.file.Failure;

class RecipeEditsTest {
    private static final Ingredient A = Ingredient.of(ModelReference.of("a"), Map.of());
    private static final Ingredient B =
            Ingredient.of(ModelReference.of("b"), Map.of("weight", Setting.of(0.5)));
    private static final Ingredient PART =
            Ingredient.of(ModelReference.of("a"), new LayerRange(0, 4), Map.of());
    private static final Recipe MODELS =
            Recipe.of("linear", List.of(A, B), Optional.empty(), Map.of());
    private static final Recipe SLICES =
            RecipeEdits.setBase(
                    with(
                            new Layout.Slices(
                                    List.of(new Slice(List.of(PART), Optional.empty(), Map.of())))),
                    Optional.of(ModelReference.of("a")));
    private static final Recipe MODULES =
            with(
                    new Layout.Modules(
                            Map.of(
                                    "text",
                                    new Layout.ModulePart(
                                            new Layout.Models(List.of(A, B)), Map.of()))));

    private static Recipe with(Layout layout) {
        return new Recipe(
                "linear",
                layout,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void parametersAreSetWhereTheyAreMeant() throws Failure {
        Setting three = Setting.of(3.0);
        assertThat(RecipeEdits.set(MODELS, RecipePlace.WHOLE, "weight", three).parameters())
                .containsEntry("weight", three);
        assertThat(
                        facts(RecipeEdits.set(MODELS, RecipePlace.model(1), "weight", three))
                                .get("models[1].parameters.weight"))
                .isEqualTo("3.0");
        assertThat(facts(RecipeEdits.set(SLICES, RecipePlace.slice(0), "weight", three)))
                .containsEntry("slices[0].parameters.weight", "3.0");
        assertThat(facts(RecipeEdits.set(SLICES, RecipePlace.source(0, 0), "weight", three)))
                .containsEntry("slices[0].sources[0].parameters.weight", "3.0");
        assertThat(facts(RecipeEdits.set(MODULES, RecipePlace.module("text"), "weight", three)))
                .containsEntry("modules.text.parameters.weight", "3.0");
        assertThat(
                        facts(
                                RecipeEdits.set(
                                        MODULES, RecipePlace.model(1).in("text"), "weight", three)))
                .containsEntry("modules.text.models[1].parameters.weight", "3.0");
        assertThat(facts(RecipeEdits.unset(MODELS, RecipePlace.model(1), "weight")))
                .doesNotContainKey("models[1].parameters.weight");
    }

    private static Map<String, String> facts(Recipe recipe) {
        return Facts.byPlace(recipe);
    }

    @Test
    void ingredientsComeAndGo() throws Failure {
        Recipe two = RecipeEdits.add(MODELS, RecipePlace.model(0), B);
        assertThat(two.layout()).isEqualTo(new Layout.Models(List.of(B, A, B)));
        assertThat(RecipeEdits.remove(two, RecipePlace.model(0))).isEqualTo(MODELS);
        assertThat(RecipeEdits.duplicate(MODELS, RecipePlace.model(1)).layout())
                .isEqualTo(new Layout.Models(List.of(A, B, B)));
        assertThat(RecipeEdits.replace(MODELS, RecipePlace.model(0), B).layout())
                .isEqualTo(new Layout.Models(List.of(B, B)));
        assertThat(RecipeEdits.duplicate(SLICES, RecipePlace.source(0, 0)).layout())
                .isEqualTo(
                        new Layout.Slices(
                                List.of(
                                        new Slice(
                                                List.of(PART, PART), Optional.empty(), Map.of()))));
        assertThat(RecipeEdits.setMethod(MODELS, "ties").method()).isEqualTo("ties");
    }

    @Test
    void curvesAreSetUnderTheirFilter() throws Failure {
        List<Double> anchors = List.of(0.0, 1.0);
        Optional<String> mlp = Optional.of("mlp");
        RecipePlace b = RecipePlace.model(1);
        Recipe all = RecipeEdits.setCurve(MODELS, b, "weight", Optional.empty(), anchors);
        assertThat(facts(all)).containsEntry("models[1].parameters.weight", "[0.0, 1.0]");
        Recipe some = RecipeEdits.setCurve(MODELS, b, "weight", mlp, anchors);
        assertThat(facts(some))
                .containsEntry(
                        "models[1].parameters.weight",
                        "[{filter: mlp, value: [0.0, 1.0]}, {value: 0.5}]");
        Recipe again = RecipeEdits.setCurve(some, b, "weight", mlp, List.of(2.0));
        Recipe rest = RecipeEdits.setCurve(again, b, "weight", Optional.empty(), List.of(3.0));
        assertThat(facts(rest))
                .containsEntry(
                        "models[1].parameters.weight",
                        "[{filter: mlp, value: [2.0]}, {value: [3.0]}]");
        assertThat(facts(RecipeEdits.setCurve(MODELS, b, "density", mlp, anchors)))
                .containsEntry(
                        "models[1].parameters.density", "[{filter: mlp, value: [0.0, 1.0]}]");
    }

    @Test
    void whatIsNotThereIsNamed() {
        none(() -> RecipeEdits.remove(MODELS, RecipePlace.model(2)), "models[2]");
        none(() -> RecipeEdits.add(MODELS, RecipePlace.model(3), A), "models[3]");
        none(() -> RecipeEdits.remove(SLICES, RecipePlace.source(0, 0)), "slices[0].sources[0]");
        none(() -> RecipeEdits.remove(MODELS, RecipePlace.WHOLE), "");
        none(
                () -> RecipeEdits.set(MODELS, RecipePlace.slice(0), "weight", Setting.of(1.0)),
                "slices[0]");
        none(
                () -> RecipeEdits.set(SLICES, RecipePlace.slice(1), "weight", Setting.of(1.0)),
                "slices[1]");
        none(
                () -> RecipeEdits.set(SLICES, RecipePlace.model(0), "weight", Setting.of(1.0)),
                "models[0]");
        none(
                () -> RecipeEdits.set(MODULES, RecipePlace.model(0), "weight", Setting.of(1.0)),
                "models[0]");
        none(
                () ->
                        RecipeEdits.set(
                                MODULES, RecipePlace.module("vision"), "weight", Setting.of(1.0)),
                "modules.vision");
    }

    private static void none(ThrowingCallable edit, String place) {
        assertThatThrownBy(edit)
                .isInstanceOfSatisfying(
                        Failure.class,
                        e -> {
                            assertThat(e.problem()).isEqualTo(RecipeProblem.NO_SUCH_PLACE);
                            assertThat(e.place()).isEqualTo(place);
                        });
    }

    @Test
    void layersBelongToSlicesOnly() {
        assertThatThrownBy(() -> RecipeEdits.add(MODELS, RecipePlace.model(0), PART))
                .hasMessageContaining("whole model");
        assertThatThrownBy(() -> RecipeEdits.add(SLICES, RecipePlace.source(0, 0), A))
                .hasMessageContaining("which layers");
    }

    @Test
    void differencesAreByModel() {
        Recipe swapped =
                Recipe.of(
                        "ties",
                        List.of(
                                Ingredient.of(
                                        ModelReference.of("b"),
                                        Map.of("weight", Setting.curve(0, 1))),
                                A),
                        Optional.empty(),
                        Map.of("lambda", Setting.of(2.0)));
        assertThat(RecipeDifference.of(MODELS, swapped).changes())
                .containsExactly(
                        change("merge_method", "linear", "ties"),
                        change("models[b].parameters.weight", "0.5", "[0.0, 1.0]"),
                        change("models", "[a, b]", "[b, a]"),
                        new RecipeDifference.Change(
                                "parameters.lambda", Optional.empty(), Optional.of("2.0")));
        assertThat(RecipeDifference.of(MODELS, MODELS).isEmpty()).isTrue();
    }

    private static RecipeDifference.Change change(String place, String before, String after) {
        return new RecipeDifference.Change(place, Optional.of(before), Optional.of(after));
    }
}
