package org.taskvectors.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Mergekit;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Methods;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.SameNumbers;

/// Merges against mergekit's own functions, sd-mecha's and the code of the TIES paper, of several
/// ingredients, odd shapes, rows and columns of one weight; draws against a second implementation
/// of them in Python.
class MergeOracleTest {
    private Checkpoint expected;

    @BeforeEach
    void open() throws IOException {
        expected = Checkpoints.open(MergeCase.GOLDEN.resolve("expected.safetensors"));
    }

    @AfterEach
    void close() {
        expected.close();
    }

    static List<MergeCase> cases() throws IOException {
        return MergeCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void numbersAreTheirs(MergeCase one) throws Exception {
        Checkpoint merged = one.merge(Optional.empty(), 1);
        for (String tensor : one.tensors()) {
            float[] theirs = MergeCase.numbers(expected, one.name() + "|" + tensor);
            float[] ours = MergeCase.numbers(merged, tensor);
            float largest = 0;
            for (float number : theirs) {
                largest = Math.max(largest, Math.abs(number));
            }
            assertThat(ours).hasSameSizeAs(theirs);
            for (int i = 0; i < theirs.length; i++) {
                assertThat(ours[i])
                        .as("%s, %s, element %d", one, tensor, i)
                        .isCloseTo(theirs[i], within((float) (one.bound() * largest)));
                // What is dropped is dropped by both.
                assertThat(ours[i] == 0).as("%s, %s, %d", one, tensor, i).isEqualTo(theirs[i] == 0);
            }
        }
    }

    /// By the base's names it is the same vector, and on the base the road is that of `apply`.
    @ParameterizedTest
    @MethodSource("cases")
    void onTheBaseItIsTheSame(MergeCase one) throws Exception {
        if (!one.isOfVectors()) {
            return;
        }
        Checkpoint base = MergeCase.open("base");
        Vector alone = (Vector) one.merge(Optional.empty(), 1);
        Vector merged = (Vector) one.merge(Optional.of(base), 2);
        EditedModel model = EditedModel.of(base, merged);
        EditedModel other = EditedModel.of(base, alone);
        for (String tensor : one.tensors()) {
            assertThat(SameNumbers.bytes(merged, tensor))
                    .isEqualTo(SameNumbers.bytes(alone, tensor));
            assertThat(SameNumbers.bytes(model, tensor))
                    .isEqualTo(SameNumbers.bytes(other, tensor));
        }
        base.close();
    }

    /// What a recipe that names weights and densities means to mergekit is what it means here by
    /// mergekit's own values.
    @ParameterizedTest
    @ValueSource(
            strings = {"ties", "dare_linear-l1", "dare_ties-l1", "della-l1", "breadcrumbs_ties"})
    void mergekitsOwnValues(String name) throws Exception {
        MergeCase one = MergeCase.named(name);
        Checkpoint said = one.merge(Optional.empty(), 1);
        Settings asMergekit =
                (parameter, ingredient, slot) ->
                        List.of("weight", "density", "epsilon", "gamma").contains(parameter)
                                ? one.value(parameter, ingredient, slot)
                                : OptionalDouble.empty();
        Checkpoint merged =
                one.merge(
                        Optional.empty(),
                        1,
                        new Chosen(
                                asMergekit.or(Mergekit.standard(one.method())),
                                one.chosen().seed()));
        for (String tensor : one.tensors()) {
            assertThat(SameNumbers.bytes(merged, tensor))
                    .isEqualTo(SameNumbers.bytes(said, tensor));
        }
        assertThat(Mergekit.parameter(one.method(), "rescale").map(Parameter::name))
                .hasValue("l1_rescale");
        assertThat(Mergekit.parameter(one.method(), "t")).isEmpty();
    }

    /// A new method needs a case of its own in the oracle's script (against a program that has it,
    /// else against NumPy), or a line here that says where its numbers are held.
    @Test
    void everyMethodHasACase() throws Exception {
        // No program has them as they are here: their numbers stand in MergeTrapsTest, by hand.
        // (That mergekit's methods are all there is held by RecipeMethodsTest.)
        Set<String> byHand = Set.of("metagpt", "sign_mask", "magnitude_mask");
        Set<String> tried = new TreeSet<>(byHand);
        for (MergeCase one : MergeCase.all()) {
            tried.add(one.method().id());
            assertThat(byHand).doesNotContain(one.method().id());
        }
        assertThat(Methods.all().stream().map(Method::id))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(tried);
    }

    @Test
    void thePageHasEveryMethodAndParameter() throws Exception {
        String page = Files.readString(Path.of("src/site/markdown/merging.md"));
        for (Method method : Methods.all()) {
            assertThat(page).contains("`" + method.id() + "`");
            for (Parameter parameter : method.parameters()) {
                assertThat(page.lines())
                        .as("%s of %s", parameter.name(), method.id())
                        .anyMatch(
                                line ->
                                        line.startsWith("| `" + parameter.name() + "` |")
                                                && line.contains(parameter.meaning())
                                                && line.contains("`" + method.id() + "`"));
            }
        }
    }
}
