package org.taskvectors.checkpoint.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

class EndingsTest {
    private static Atom atom(String name, long... sizes) {
        Shape shape = Shape.of(sizes);
        return new Atom(name, shape, new Tensor(name, DType.F32, shape), 0, RowOrder.PLAIN);
    }

    private static List<Atom> atoms(Atom... atoms) {
        return Arrays.asList(atoms);
    }

    @Test
    void oneFrontOfAllNamesIsTakenAway() {
        Map<String, String> found =
                Endings.match(
                        atoms(
                                atom("embed_tokens.weight", 8, 4),
                                atom("layers.0.q.weight", 4, 4),
                                atom("layers.1.q.weight", 4, 4),
                                atom("norm.weight", 4)),
                        atoms(
                                atom("llm.model.embed_tokens.weight", 8, 4),
                                atom("llm.model.layers.0.q.weight", 4, 4),
                                atom("llm.model.layers.1.q.weight", 4, 4),
                                atom("llm.model.norm.weight", 4)));
        assertThat(found)
                .containsEntry("llm.model.embed_tokens.weight", "embed_tokens.weight")
                .containsEntry("llm.model.layers.1.q.weight", "layers.1.q.weight")
                .containsEntry("llm.model.norm.weight", "norm.weight")
                .hasSize(4);
    }

    @Test
    void twoCopiesOfOneModelAreNotUnique() {
        Map<String, String> found =
                Endings.match(
                        atoms(atom("layers.0.q.weight", 4, 4)),
                        atoms(
                                atom("student.layers.0.q.weight", 4, 4),
                                atom("teacher.layers.0.q.weight", 4, 4)));
        assertThat(found).isEmpty();
    }

    @Test
    void encoderIsNotDecoder() {
        Map<String, String> found =
                Endings.match(
                        atoms(atom("encoder.block.0.q.weight", 4, 4)),
                        atoms(atom("decoder.block.0.q.weight", 4, 4)));
        assertThat(found).isEmpty();
    }

    @Test
    void aParameterAloneSaysNothing() {
        Map<String, String> found =
                Endings.match(atoms(atom("norm.weight", 4)), atoms(atom("final_norm.weight", 4)));
        assertThat(found).isEmpty();
    }

    @Test
    void anEndingOfAnotherShapeIsNoMatch() {
        Map<String, String> found =
                Endings.match(
                        atoms(atom("layers.0.q.weight", 4, 4)),
                        atoms(atom("net.layers.0.q.weight", 4, 5)));
        assertThat(found).isEmpty();
    }

    @Test
    void anotherLayerIsAnotherTensor() {
        Map<String, String> found =
                Endings.match(
                        atoms(atom("layers.0.attn.q.weight", 4, 4)),
                        atoms(atom("layers.1.attn.q.weight", 4, 4)));
        assertThat(found).isEmpty();
    }

    @Test
    void aLayersNumberDoesNotGetLost() {
        Map<String, String> found =
                Endings.match(
                        atoms(atom("attn.q.weight", 4, 4)),
                        atoms(atom("layers.1.attn.q.weight", 4, 4)));
        assertThat(found).isEmpty();
    }

    @Test
    void theNumberOfAWrapperIsTakenAway() {
        Map<String, String> found =
                Endings.match(
                        atoms(
                                atom("layers.0.attn.q.weight", 4, 4),
                                atom("layers.1.attn.q.weight", 4, 4)),
                        atoms(
                                atom("0.auto_model.layers.0.attn.q.weight", 4, 4),
                                atom("0.auto_model.layers.1.attn.q.weight", 4, 4)));
        assertThat(found)
                .containsEntry("0.auto_model.layers.1.attn.q.weight", "layers.1.attn.q.weight")
                .hasSize(2);
    }

    @Test
    void oneModuleInAnotherPlaceIsAnotherModule() {
        Map<String, String> found =
                Endings.match(
                        atoms(
                                atom("cls.predictions.transform.dense.weight", 4, 4),
                                atom("cls.predictions.transform.dense.bias", 4),
                                atom("final.proj.weight", 4, 4)),
                        atoms(
                                atom("pooler.dense.weight", 4, 4),
                                atom("pooler.dense.bias", 4),
                                atom("first.proj.weight", 4, 4)));
        assertThat(found).isEmpty();
    }

    @Test
    void aWrappersNumberMayStandBeforeOtherFronts() {
        Map<String, String> found =
                Endings.match(
                        atoms(atom("layers.0.q.weight", 4, 4), atom("lm_head.weight", 8, 4)),
                        atoms(
                                atom("0.net.model.layers.0.q.weight", 4, 4),
                                atom("0.net.lm_head.weight", 8, 4)));
        assertThat(found)
                .containsEntry("0.net.model.layers.0.q.weight", "layers.0.q.weight")
                .containsEntry("0.net.lm_head.weight", "lm_head.weight");
    }

    @Test
    void aParameterBesideTheModelHasTheWrappersFrontAlone() {
        Map<String, String> found =
                Endings.match(
                        atoms(
                                atom("layers.0.q.weight", 4, 4),
                                atom("layers.1.q.weight", 4, 4),
                                atom("logits_bias", 1, 8)),
                        atoms(
                                atom("net.model.layers.0.q.weight", 4, 4),
                                atom("net.model.layers.1.q.weight", 4, 4),
                                atom("net.logits_bias", 1, 8)));
        assertThat(found).containsEntry("net.logits_bias", "logits_bias").hasSize(3);
    }
}
