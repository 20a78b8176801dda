package org.taskvectors.ui.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.NonFinite;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.tensor.Binning;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Histogram;
import org.taskvectors.tensor.Shape;

class MarksTest {
    private final Comparison comparison =
            compare(
                    "encoder.layers.0.attn.q.weight",
                    "encoder.layers.0.mlp.up.weight",
                    "encoder.layers.1.attn.q.weight",
                    "decoder.layers.0.attn.q.weight",
                    "decoder.layers.0.mlp.up.weight",
                    "encoder.norm.weight",
                    "decoder.norm.weight");

    @Test
    void aLayerIsMarkedOverAllItsTensorsOfItsStack() {
        assertThat(marked(Grouping.LAYER, "encoder.0", Grouping.TENSOR))
                .containsExactly(
                        "encoder.layers.0.attn.q.weight", "encoder.layers.0.mlp.up.weight");
        assertThat(marked(Grouping.LAYER, "decoder.0", Grouping.LAYER))
                .containsExactly("decoder.0");
        assertThat(marked(Grouping.LAYER, "decoder.norm", Grouping.TENSOR))
                .containsExactly("decoder.norm.weight");
    }

    @Test
    void aModuleKindIsMarkedInAllStacksAndACellInItsOwn() {
        assertThat(marked(Grouping.MODULE, "attn.q", Grouping.TENSOR))
                .containsExactly(
                        "encoder.layers.0.attn.q.weight",
                        "encoder.layers.1.attn.q.weight",
                        "decoder.layers.0.attn.q.weight");
        assertThat(marked(Grouping.CELL, "decoder.0 · attn.q", Grouping.TENSOR))
                .containsExactly("decoder.layers.0.attn.q.weight");
        assertThat(marked(Grouping.CELL, "decoder.0 · attn.q", Grouping.LAYER))
                .containsExactly("decoder.0");
        assertThat(marked(Grouping.TENSOR, "encoder.layers.1.attn.q.weight", Grouping.LAYER))
                .containsExactly("encoder.1");
    }

    private List<String> marked(Grouping grouping, String label, Grouping shown) {
        Group chosen =
                comparison.groups(grouping).stream()
                        .filter(group -> group.label().equals(label))
                        .findFirst()
                        .orElseThrow();
        List<Group> groups = comparison.groups(shown);
        return Marks.positions(groups, chosen).stream().map(groups::get).map(Group::label).toList();
    }

    private static Comparison compare(String... names) {
        VectorProfile profile =
                new VectorProfile(
                        Stream.of(names).map(MarksTest::tensor).toList(), Optional.empty(), "");
        List<NamedProfile> all = List.of(new NamedProfile("v", profile, List.of()));
        return new Comparison(all, Optional.empty(), SharedNaming.of(all)::place, Scope.ALL);
    }

    private static TensorProfile tensor(String name) {
        return new TensorProfile(
                name,
                DType.F32,
                Shape.of(1),
                NonFinite.NONE,
                0,
                1,
                1,
                1,
                Histogram.of(Binning.F32, new int[] {0}, new long[] {1}),
                Double.NaN,
                Optional.empty());
    }
}
