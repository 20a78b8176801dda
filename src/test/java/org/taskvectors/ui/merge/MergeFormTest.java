package org.taskvectors.ui.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.merge.method.Lines;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.vocabulary.Fill;

class MergeFormTest {
    private static Parameter density(MergeForm form) {
        return form.parameters().stream()
                .filter(one -> one.name().equals("density"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        MergeForm ties = MergeForm.FIRST.withBase("b").with("s").with("m").withMethod("ties");
        MergeForm form =
                ties.withWeight(1, -0.25)
                        .withValue(density(ties), 0.35)
                        .withSeed(7)
                        .withPartial(true)
                        .withLines(Optional.of(new Lines(0.25, 0.5)))
                        .withPart(0, part -> part.with(laid -> laid.withLevelCurve(4)))
                        .withPart(
                                1,
                                part ->
                                        part.with(
                                                laid ->
                                                        laid.withFamilies(
                                                                Set.of(ModuleFamily.ATTENTION))))
                        .withOutput(
                                to ->
                                        to.withKind(MergeOutput.Kind.ADAPTER)
                                                .withDtype(OutputDType.BFLOAT16)
                                                .withRank(8)
                                                .withShards(2)
                                                .withName("mine")
                                                .withFolder("/models"));
        form = form.withEach(density(form), true);
        form = form.withTokens(new MergeTokens(MergeTokens.Source.UNION, Fill.MEAN));
        assertThat(form.isEach(density(form))).isTrue();
        assertThat(form.withEach(density(form), false).isEach(density(form))).isFalse();
        assertThat(MergeFormJson.read(MergeFormJson.write(form))).isEqualTo(form);
    }

    @Test
    void aWeightOfAnOlderVersionIsRead() {
        MergeForm form = MergeFormJson.read("{\"parts\":[{\"item\":\"s\",\"weight\":0.5}]}");
        assertThat(form.parts()).containsExactly(new MergePart("s", 0.5));
    }

    @Test
    void arithmeticIsDoneWithWeights() {
        MergeForm form = MergeForm.FIRST.withBase("b").with("s").with("m").withWeight(1, 0.5);
        assertThat(form.negated().parts())
                .extracting(MergePart::weight)
                .containsExactly(-1.0, -0.5);
        assertThat(form.withWeights(List.of(1.0, -1.0)).parts())
                .containsExactly(new MergePart("s", 1), new MergePart("m", -1));
    }

    @Test
    void whatIsNoFormIsTheFirstOne() {
        assertThat(MergeFormJson.read("")).isEqualTo(MergeForm.FIRST);
        assertThat(MergeFormJson.read("[1]")).isEqualTo(MergeForm.FIRST);
        assertThat(
                        MergeFormJson.read("{\"space\":\"PLANES\",\"method\":\"unknown\"}")
                                .method()
                                .id())
                .isEqualTo("task_arithmetic");
    }

    @Test
    void valuesStayWithTheirMethod() {
        MergeForm ties = MergeForm.FIRST.withMethod("ties");
        MergeForm changed = ties.withValue(density(ties), 0.35);
        MergeForm dare = changed.withMethod("dare_ties");
        assertThat(dare.value(density(dare))).isEqualTo(density(dare).standard());
        assertThat(dare.withMethod("ties").value(density(ties))).isEqualTo(0.35);
        // The default is no choice.
        assertThat(changed.withValue(density(ties), density(ties).standard()).values()).isEmpty();
    }

    @Test
    void methodsAreThoseOfTheSpace() {
        assertThat(MergeForm.methods(Space.MODELS))
                .extracting(Method::id)
                .contains("slerp", "arcee_fusion")
                .doesNotContain("ties");
        MergeForm form = MergeForm.FIRST.withMethod("ties").withSpace(Space.MODELS);
        assertThat(form.method().spaces()).contains(Space.MODELS);
        assertThat(form.withSpace(Space.VECTORS).method().id()).isEqualTo("ties");
    }

    @Test
    void aNameChangesNoNumber() {
        MergeForm form = MergeForm.FIRST.withBase("b").withParts(List.of());
        assertThat(form.withOutput(to -> to.withName("mine")).withSeed(3).numbers())
                .isEqualTo(form.numbers());
        MergeForm dare = form.withMethod("dare_linear");
        assertThat(dare.withSeed(3).numbers()).isNotEqualTo(dare.numbers());
    }
}
