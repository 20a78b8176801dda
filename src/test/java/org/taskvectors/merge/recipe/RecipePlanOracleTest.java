package org.taskvectors.merge.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.taskvectors.file.Failure;

/// Each value of each tensor, against what mergekit 0.1.5's own planner hands to the method.
class RecipePlanOracleTest {
    private static final Methods METHODS = Mergekit.methods();

    @TestFactory
    Stream<DynamicTest> eachTensorIsMadeAsMergekitMakesIt() throws IOException {
        JsonNode golden = Mergekit.plans();
        RecipePlanner.Models models = Mergekit.models(golden);
        return Mergekit.recipes(true).stream()
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        Mergekit.name(file),
                                        () ->
                                                compare(
                                                        file,
                                                        models,
                                                        golden.path("plans")
                                                                .path(Mergekit.name(file)))));
    }

    @TestFactory
    Stream<DynamicTest> whatMergekitRefusesIsRefused() throws IOException {
        JsonNode golden = Mergekit.plans();
        RecipePlanner.Models models = Mergekit.models(golden);
        return Mergekit.recipes(false).stream()
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        Mergekit.name(file),
                                        () -> {
                                            assertThat(
                                                            golden.path("plans")
                                                                    .path(Mergekit.name(file))
                                                                    .path("error")
                                                                    .asText())
                                                    .isNotEmpty();
                                            assertThatThrownBy(() -> plan(file, models))
                                                    .isInstanceOfSatisfying(
                                                            Failure.class,
                                                            e -> {
                                                                assertThat(e.problem())
                                                                        .isInstanceOf(
                                                                                RecipeProblem
                                                                                        .class);
                                                                assertThat(e.place())
                                                                        .startsWith("line ");
                                                            });
                                        }));
    }

    private static RecipePlan plan(Path file, RecipePlanner.Models models) throws Failure {
        RecipeDocument document = RecipeDocument.read(file, METHODS);
        try {
            return RecipePlanner.plan(document.recipe(), METHODS, models);
        } catch (Failure e) {
            throw document.located(e);
        }
    }

    private static void compare(Path file, RecipePlanner.Models models, JsonNode groups)
            throws Failure {
        RecipePlan plan = plan(file, models);
        Map<String, RecipePlan.Planned> byName = new HashMap<>();
        plan.tensors().forEach(one -> assertThat(byName.put(one.name(), one)).isNull());
        int compared = 0;
        for (JsonNode group : groups) {
            for (JsonNode name : group.path("names")) {
                RecipePlan.Planned own = byName.get(name.asText());
                assertThat(own).as(name.asText()).isNotNull();
                assertThat(own.isCopied()).isFalse();
                same(own.values(), group.path("values"), name.asText());
                inputs(own, group.path("inputs"));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(plan.tensors().size()).isPositive();
        assertThat(plan.table().text()).isNotBlank();
    }

    private static void inputs(RecipePlan.Planned own, JsonNode inputs) {
        assertThat(own.inputs()).hasSize(inputs.size());
        for (int i = 0; i < inputs.size(); i++) {
            RecipePlan.Input input = own.inputs().get(i);
            JsonNode expected = inputs.get(i);
            String which = own.name() + " of " + input.model().text();
            assertThat(Mergekit.text(input.model())).isEqualTo(expected.get(0).asText());
            assertThat(input.tensor()).as(which).isEqualTo(tensor(own, expected.get(1)));
            assertThat(input.isBase()).as(which).isEqualTo(expected.get(2).asBoolean());
            same(input.values(), expected.get(3), which);
        }
    }

    /// The golden file writes how many layers farther up an input's tensor lies, or its name.
    private static String tensor(RecipePlan.Planned own, JsonNode shift) {
        if (shift.isTextual()) {
            return shift.asText();
        }
        if (shift.asInt() == 0) {
            return own.name();
        }
        int layer = own.placement().layer().orElseThrow();
        return own.name().replaceFirst("\\." + layer + "\\.", "." + (layer + shift.asInt()) + ".");
    }

    private static void same(Map<String, Scalar> own, JsonNode expected, String which) {
        assertThat(own).as(which).hasSize(expected.size());
        own.forEach(
                (name, value) -> {
                    String of = which + ": " + name;
                    assertThat(expected.has(name)).as(of).isTrue();
                    Scalar other = Mergekit.scalar(expected.get(name));
                    switch (value) {
                        case Scalar.Real real ->
                                assertThat(real.value())
                                        .as(of)
                                        .isCloseTo(expected.get(name).doubleValue(), within(1e-12));
                        default -> assertThat(value).as(of).isEqualTo(other);
                    }
                });
    }
}
