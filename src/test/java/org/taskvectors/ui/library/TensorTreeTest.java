package org.taskvectors.ui.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.taskvectors.Patience;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

class TensorTreeTest {
    private static Tensor tensor(String name) {
        return new Tensor(name, DType.BF16, Shape.of(2, 3));
    }

    private static List<Tensor> tensors(String... names) {
        return Stream.of(names).map(TensorTreeTest::tensor).toList();
    }

    private static List<String> labels(List<TensorNode> nodes) {
        return nodes.stream().map(TensorNode::label).toList();
    }

    @Test
    void layersStandAtTheTopInTheOrderOfTheirNumbers() {
        List<TensorNode> tree =
                TensorTree.of(
                        tensors(
                                "lm_head.weight",
                                "model.layers.10.mlp.up_proj.weight",
                                "model.layers.2.mlp.up_proj.weight",
                                "model.layers.2.mlp.down_proj.weight",
                                "model.layers.2.input_layernorm.weight",
                                "model.norm.weight",
                                "model.embed_tokens.weight"));
        assertThat(labels(tree))
                .containsExactly("embed_tokens", "layers.2", "layers.10", "norm", "lm_head");
        TensorNode layer = tree.get(1);
        assertThat(labels(layer.children())).containsExactly("input_layernorm", "mlp");
        assertThat(labels(layer.children().get(1).children()))
                .containsExactly("down_proj", "up_proj");
        assertThat(layer.bytes()).isEqualTo(3 * 12);
        assertThat(layer.tensors()).isEqualTo(3);
    }

    @Test
    void weightAndBiasAreTwo() {
        TensorNode group = TensorTree.of(tensors("a.b.weight", "a.b.bias", "a.c.bias")).getFirst();
        assertThat(labels(group.children())).containsExactly("b", "c.bias");
        assertThat(labels(group.children().getFirst().children()))
                .containsExactly("bias", "weight");
    }

    @Test
    void noTensorIsLost() {
        List<Tensor> odd =
                tensors("", ".", "a", "a.b", "a.01", "a.1", "7", "x..y", "a.b.c", "weight");
        List<Tensor> found = new ArrayList<>();
        TensorTree.of(odd).forEach(node -> collect(node, found));
        assertThat(found).containsExactlyInAnyOrderElementsOf(odd);
    }

    private static void collect(TensorNode node, List<Tensor> found) {
        node.tensor().ifPresent(found::add);
        node.children().forEach(child -> collect(child, found));
    }

    @Test
    void searchKeepsTheTree() {
        List<TensorNode> tree =
                TensorTree.of(
                        tensors(
                                "model.layers.1.mlp.up_proj.weight",
                                "model.layers.1.self_attn.q_proj.weight",
                                "model.layers.2.mlp.up_proj.weight"),
                        TensorWords.PLAIN,
                        "UP layers.2");
        assertThat(labels(tree)).containsExactly("layers.2");
    }

    @Test
    void tensOfThousandsTakeNoTime() {
        List<Tensor> experts =
                IntStream.range(0, 20_000)
                        .mapToObj(
                                i ->
                                        tensor(
                                                "model.layers."
                                                        + i / 400
                                                        + ".mlp.experts."
                                                        + i % 400
                                                        + ".up_proj.weight"))
                        .toList();
        long began = Patience.processorNanos();
        assertThat(TensorTree.of(experts)).hasSize(50);
        assertThat(Patience.processorNanos() - began).isLessThan(5_000_000_000L);
    }
}
