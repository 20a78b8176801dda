package org.taskvectors.checkpoint.naming;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Stacks of models that transformers does not make.
class StacksTest {
    private static final String[] LLAMA = {
        "self_attn.q_proj.weight",
        "self_attn.k_proj.weight",
        "mlp.down_proj.weight",
        "input_layernorm.weight"
    };
    private static final String[] TOWER = {
        "self_attn.q_proj.weight", "self_attn.out_proj.weight", "mlp.fc1.weight"
    };

    private static Naming naming(Collection<String> names) {
        return Naming.of(names, Optional.empty());
    }

    private static List<String> layers(String path, int count, String... modules) {
        List<String> names = new ArrayList<>();
        for (int layer = 0; layer < count; layer++) {
            for (String module : modules) {
                names.add(path + "." + layer + "." + module);
            }
        }
        return names;
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    private static List<String> all(List<String>... names) {
        return Stream.of(names).flatMap(List::stream).toList();
    }

    private static String at(Naming naming, String name) {
        Placement place = naming.place(name);
        return place.layerLabel().orElseGet(() -> place.inStack(place.kind().id()));
    }

    @Test
    void openAisClipHasAVisualAndATextTower() {
        for (String prefix : List.of("", "model.")) {
            Naming naming =
                    naming(
                            all(
                                    layers(
                                            prefix + "visual.transformer.resblocks",
                                            2,
                                            "attn.in_proj_weight",
                                            "ln_1.weight"),
                                    layers(
                                            prefix + "transformer.resblocks",
                                            2,
                                            "attn.in_proj_weight",
                                            "ln_1.weight"),
                                    List.of(
                                            prefix + "visual.class_embedding",
                                            prefix + "visual.ln_pre.weight",
                                            prefix + "token_embedding.weight",
                                            prefix + "ln_final.weight",
                                            prefix + "text_projection",
                                            prefix + "logit_scale")));

            assertThat(naming.layersOfStacks().keySet()).containsExactly("visual", "text");
            assertThat(at(naming, prefix + "visual.transformer.resblocks.1.ln_1.weight"))
                    .isEqualTo("visual.1");
            assertThat(at(naming, prefix + "transformer.resblocks.1.ln_1.weight"))
                    .isEqualTo("text.1");
            assertThat(at(naming, prefix + "visual.class_embedding")).isEqualTo("visual.embedding");
            assertThat(at(naming, prefix + "visual.ln_pre.weight")).isEqualTo("visual.norm");
            assertThat(at(naming, prefix + "token_embedding.weight")).isEqualTo("text.embedding");
            assertThat(at(naming, prefix + "ln_final.weight")).isEqualTo("text.norm");
            assertThat(at(naming, prefix + "text_projection")).isEqualTo("text.text_projection");
            assertThat(at(naming, prefix + "logit_scale")).isEqualTo("logit_scale");
        }
    }

    @Test
    void llavasOwnFilesHaveTheirTowerInsideTheLanguageModel() {
        String tower = "model.vision_tower.vision_tower.vision_model.";
        Naming naming =
                naming(
                        all(
                                layers("model.layers", 2, LLAMA),
                                layers(tower + "encoder.layers", 2, TOWER),
                                List.of(
                                        tower + "embeddings.class_embedding",
                                        "model.embed_tokens.weight",
                                        "model.norm.weight",
                                        "lm_head.weight",
                                        "model.mm_projector.0.weight",
                                        "model.mm_projector.2.weight")));

        assertThat(naming.layersOfStacks().keySet()).containsExactly("vision", "language");
        assertThat(naming.place("model.layers.0.self_attn.q_proj.weight").kind())
                .isEqualTo(ModuleKinds.Q_PROJ);
        assertThat(at(naming, tower + "embeddings.class_embedding")).isEqualTo("vision.embedding");
        assertThat(at(naming, "model.norm.weight")).isEqualTo("language.norm");
        assertThat(at(naming, "lm_head.weight")).isEqualTo("language.head");
        assertThat(at(naming, "model.mm_projector.2.weight")).isEqualTo("mm_projector");
    }

    @Test
    void theBlocksOfAUNetAreStacks() {
        Naming naming =
                naming(
                        all(
                                layers("down_blocks", 2, "resnets.0.conv1.weight"),
                                layers("up_blocks", 2, "resnets.1.conv1.weight"),
                                List.of(
                                        "mid_block.resnets.0.conv1.weight",
                                        "mid_block.resnets.1.conv1.weight",
                                        "mid_block.attentions.0.to_q.weight",
                                        "conv_in.weight")));

        assertThat(naming.layersOfStacks().keySet())
                .containsExactly("down_blocks", "mid_block", "up_blocks");
        assertThat(at(naming, "mid_block.attentions.0.to_q.weight")).isEqualTo("mid_block.0");
        assertThat(naming.place("mid_block.resnets.1.conv1.weight").kind())
                .isEqualTo(naming.place("down_blocks.0.resnets.0.conv1.weight").kind());
        assertThat(at(naming, "conv_in.weight")).isEqualTo("conv_in");
    }

    @Test
    void stacksWithinStacksAreNamedByBoth() {
        Naming naming =
                naming(
                        all(
                                layers("encoder.down_blocks", 2, "resnets.0.conv1.weight"),
                                layers("decoder.up_blocks", 2, "resnets.0.conv1.weight"),
                                List.of(
                                        "encoder.mid_block.resnets.0.conv1.weight",
                                        "encoder.conv_norm_out.weight")));

        assertThat(naming.layersOfStacks().keySet())
                .containsExactly("encoder.down_blocks", "encoder.mid_block", "decoder");
        assertThat(at(naming, "encoder.conv_norm_out.weight")).isEqualTo("encoder.norm");
        Naming omni =
                naming(
                        all(
                                layers("thinker.model.layers", 2, LLAMA),
                                layers("thinker.visual.blocks", 2, "attn.qkv.weight"),
                                layers("thinker.audio_tower.layers", 2, TOWER),
                                layers("talker.model.layers", 2, LLAMA)));
        assertThat(omni.layersOfStacks().keySet())
                .containsExactly("talker", "thinker", "thinker.visual", "thinker.audio");
    }

    @Test
    void stagesOfAResNetAreStacksAndThoseOfASwinAreLayers() {
        Naming resnet =
                naming(
                        all(
                                layers("layer1", 2, "conv1.weight", "downsample.0.weight"),
                                layers("layer2", 2, "conv1.weight"),
                                layers("layer10", 1, "conv1.weight"),
                                List.of("conv1.weight", "bn1.weight", "fc.weight")));
        assertThat(resnet.layersOfStacks().keySet()).containsExactly("layer1", "layer2", "layer10");
        assertThat(at(resnet, "layer1.1.downsample.0.weight")).isEqualTo("layer1.1");
        assertThat(at(resnet, "fc.weight")).isEqualTo("fc");

        Naming swin =
                naming(
                        all(
                                layers("encoder.layers.0.blocks", 2, "attn.qkv.weight"),
                                layers("encoder.layers.1.blocks", 2, "attn.qkv.weight")));
        assertThat(swin.layersOfStacks()).containsExactly(entry("", 2));
        assertThat(swin.place("encoder.layers.1.blocks.0.attn.qkv.weight").kind().id())
                .isEqualTo("blocks.*.attn.qkv");
    }

    @Test
    void expertsAndTheNumberedPartsOfOneModuleAreNoStacks() {
        Naming moe =
                naming(layers("model.layers", 2, "mlp.experts.3.w1.weight", "mlp.gate.weight"));
        assertThat(moe.layersOfStacks()).containsExactly(entry("", 2));
        Naming classifier =
                naming(
                        all(
                                layers("model.layers", 2, LLAMA),
                                List.of("classifier.0.weight", "classifier.2.weight")));
        assertThat(classifier.layersOfStacks()).containsExactly(entry("", 2));
        assertThat(at(classifier, "classifier.2.weight")).isEqualTo("head");
        Naming onlySuch =
                naming(List.of("features.0.weight", "features.3.weight", "classifier.0.weight"));
        assertThat(at(onlySuch, "features.3.weight")).isEqualTo("features.3");
    }

    @Test
    void anAddedStackLeavesTheModelsOwnRows() {
        Naming naming =
                naming(
                        all(
                                layers("model.layers", 2, LLAMA),
                                layers("mtp.layers", 1, LLAMA),
                                List.of("mtp.norm.weight", "model.norm.weight")));

        assertThat(naming.layersOfStacks().keySet()).containsExactly("layers", "mtp");
        assertThat(naming.place("mtp.layers.0.self_attn.q_proj.weight").kind())
                .isEqualTo(ModuleKinds.Q_PROJ);
        assertThat(at(naming, "mtp.norm.weight")).isEqualTo("mtp.norm");
        assertThat(at(naming, "model.norm.weight")).isEqualTo("norm");
        assertThat(naming.architecture()).isEqualTo("Llama or Mistral");
    }

    @Test
    void aPrefixOfAllNamesIsNoPartOfAStacksName() {
        Naming naming =
                naming(
                        all(
                                layers("student.net.encoder.layers", 2, TOWER),
                                layers("student.net.decoder.layers", 2, TOWER),
                                List.of("student.net.encoder.norm.weight")));

        assertThat(naming.layersOfStacks().keySet()).containsExactly("encoder", "decoder");
        assertThat(at(naming, "student.net.encoder.norm.weight")).isEqualTo("encoder.norm");
    }

    @Test
    void wordsThatWouldBeTheSameAreTakenWhole() {
        Naming naming =
                naming(
                        all(
                                layers("text_encoder.layers", 2, TOWER),
                                layers("text_decoder.layers", 2, TOWER),
                                layers("visual_encoder.blocks", 2, TOWER)));

        assertThat(naming.layersOfStacks().keySet())
                .containsExactly("visual", "text_decoder", "text_encoder");
    }

    @Test
    void pathsOfNoWordAreNamedByTheirLastPart() {
        Naming naming =
                naming(
                        all(
                                layers("transformer_blocks", 2, "attn.to_q.weight"),
                                layers("single_transformer_blocks", 2, "attn.to_q.weight"),
                                layers("blocks", 1, "attn.to_q.weight"),
                                layers("layers", 1, "attn.to_q.weight")));

        assertThat(naming.layersOfStacks().keySet())
                .containsExactly(
                        "blocks", "layers", "single_transformer_blocks", "transformer_blocks");
    }

    @Test
    void anAdapterOnOneStackHasOne() {
        Naming naming =
                naming(
                        layers(
                                "base_model.model.model.language_model.layers",
                                2,
                                "self_attn.q_proj.lora_A.weight"));

        assertThat(naming.layersOfStacks()).containsExactly(entry("", 2));
    }

    @Test
    void namesOfStacksThatWereNotGivenAreNamedByTheirWords() {
        Naming naming =
                naming(all(layers("encoder.layers", 2, TOWER), layers("decoder.layers", 2, TOWER)));

        assertThat(at(naming, "audio_tower.layers.1.self_attn.q_proj.weight")).isEqualTo("audio.1");
        assertThat(at(naming, "encoder.layers.7.self_attn.q_proj.weight")).isEqualTo("encoder.7");
        assertThat(at(naming, "encoder.new_norm.weight")).isEqualTo("encoder.norm");
    }
}
