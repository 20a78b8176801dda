package org.taskvectors.checkpoint.naming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.ModelConfig;

class NamingTest {

    private static final Optional<ModelConfig> NO_CONFIG = Optional.empty();

    private static final List<String> LLAMA_LAYER =
            List.of(
                    "self_attn.q_proj.weight",
                    "self_attn.k_proj.weight",
                    "self_attn.v_proj.weight",
                    "self_attn.o_proj.weight",
                    "mlp.gate_proj.weight",
                    "mlp.up_proj.weight",
                    "mlp.down_proj.weight",
                    "input_layernorm.weight",
                    "post_attention_layernorm.weight");

    private static List<String> llama(String prefix) {
        return model(
                prefix + "layers.",
                2,
                LLAMA_LAYER,
                prefix + "embed_tokens.weight",
                prefix + "norm.weight");
    }

    private static List<String> gpt2(String prefix) {
        return model(
                prefix + "h.",
                2,
                List.of(
                        "attn.c_attn.weight",
                        "attn.c_attn.bias",
                        "attn.c_proj.weight",
                        "attn.c_proj.bias",
                        "attn.bias",
                        "mlp.c_fc.weight",
                        "mlp.c_fc.bias",
                        "mlp.c_proj.weight",
                        "mlp.c_proj.bias",
                        "ln_1.weight",
                        "ln_1.bias",
                        "ln_2.weight",
                        "ln_2.bias"),
                prefix + "wte.weight",
                prefix + "wpe.weight",
                prefix + "ln_f.weight",
                prefix + "ln_f.bias");
    }

    private static List<String> bert(String prefix) {
        return model(
                prefix + "encoder.layer.",
                2,
                List.of(
                        "attention.self.query.weight",
                        "attention.self.query.bias",
                        "attention.self.key.weight",
                        "attention.self.value.weight",
                        "attention.output.dense.weight",
                        "attention.output.LayerNorm.weight",
                        "intermediate.dense.weight",
                        "output.dense.weight",
                        "output.LayerNorm.gamma"),
                prefix + "embeddings.word_embeddings.weight",
                prefix + "embeddings.position_embeddings.weight",
                prefix + "embeddings.LayerNorm.weight",
                prefix + "pooler.dense.weight");
    }

    private static List<String> distilbert(String prefix) {
        return model(
                prefix + "transformer.layer.",
                2,
                List.of(
                        "attention.q_lin.weight",
                        "attention.k_lin.weight",
                        "attention.v_lin.weight",
                        "attention.out_lin.weight",
                        "ffn.lin1.weight",
                        "ffn.lin2.weight",
                        "sa_layer_norm.weight",
                        "output_layer_norm.weight"),
                prefix + "embeddings.word_embeddings.weight");
    }

    private static List<String> model(
            String layers, int count, List<String> inLayer, String... outside) {
        List<String> names = new ArrayList<>(Arrays.asList(outside));
        IntStream.range(0, count)
                .forEach(n -> inLayer.forEach(name -> names.add(layers + n + "." + name)));
        return names;
    }

    private static List<String> and(List<String> names, String... more) {
        return Stream.concat(names.stream(), Arrays.stream(more)).toList();
    }

    private static Optional<ModelConfig> config(String architecture, String type, Boolean tied) {
        return Optional.of(Configs.of(architecture, type, Optional.ofNullable(tied)));
    }

    private static String kinds(Naming naming, Collection<String> names) {
        return names.stream()
                .map(name -> naming.place(name).kind())
                .distinct()
                .sorted()
                .map(ModuleKind::id)
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "model.",
                "base_model.model.model.",
                "module.model.",
                "_orig_mod.model.",
                "module._orig_mod.base_model.model.model.",
                "_orig_mod.module.model.",
                "model.model."
            })
    void llamaIsKnownUnderEveryPrefix(String prefix) {
        List<String> names = and(llama(prefix), "lm_head.weight");

        Naming naming = Naming.of(names, NO_CONFIG);

        assertThat(naming.known()).isTrue();
        assertThat(naming.architecture()).isEqualTo("Llama or Mistral");
        assertThat(naming.layers()).isEqualTo(2);
        assertThat(naming.place(prefix + "layers.1.self_attn.q_proj.weight"))
                .isEqualTo(
                        new Placement(
                                "layers.1.self_attn.q_proj.weight",
                                OptionalInt.of(1),
                                ModuleKinds.Q_PROJ,
                                true));
        assertThat(kinds(naming, names))
                .isEqualTo(
                        "q_proj k_proj v_proj o_proj gate_proj up_proj down_proj norm embedding"
                                + " head");
        assertThat(names).allMatch(name -> naming.place(name).known());
    }

    @Test
    void wrappersBetweenThePartsAreTakenAwayToo() {
        List<String> names =
                model(
                        "_fsdp_wrapped_module.model.layers.",
                        1,
                        LLAMA_LAYER.stream()
                                .map(name -> "_checkpoint_wrapped_module._orig_mod." + name)
                                .toList());

        assertThat(Naming.of(names, NO_CONFIG).place(names.getFirst()).stripped())
                .isEqualTo("layers.0.self_attn.q_proj.weight");
    }

    @Test
    void finalNormEmbeddingAndHeadBelongToNoLayer() {
        Naming naming = Naming.of(and(llama("model."), "lm_head.weight"), NO_CONFIG);

        assertThat(naming.place("model.norm.weight").layer()).isEmpty();
        assertThat(naming.place("model.norm.weight").kind()).isEqualTo(ModuleKinds.NORM);
        assertThat(naming.place("model.embed_tokens.weight").layer()).isEmpty();
        assertThat(naming.place("lm_head.weight").layer()).isEmpty();
    }

    @Test
    void mistralIsToldByItsConfiguration() {
        assertThat(
                        Naming.of(llama("model."), config("MistralForCausalLM", "mistral", false))
                                .architecture())
                .isEqualTo("Mistral");
    }

    @Test
    void anotherModelTypeWithLlamaNamesSaysSo() {
        assertThat(
                        Naming.of(llama("model."), config("OlmoForCausalLM", "olmo", false))
                                .architecture())
                .isEqualTo("olmo (Llama names)");
    }

    @Test
    void gemma2HasNormsAroundTheFeedForwardPart() {
        List<String> names =
                and(
                        llama("model."),
                        "model.layers.0.pre_feedforward_layernorm.weight",
                        "model.layers.0.post_feedforward_layernorm.weight");

        Naming naming = Naming.of(names, NO_CONFIG);

        assertThat(naming.architecture()).isEqualTo("Gemma 2");
        assertThat(naming.place("model.layers.0.pre_feedforward_layernorm.weight").kind())
                .isEqualTo(ModuleKinds.NORM);
    }

    @Test
    void qwen2HasBiasesThatBelongToTheirModule() {
        List<String> names =
                and(
                        llama("model."),
                        "model.layers.0.self_attn.q_proj.bias",
                        "model.layers.0.self_attn.k_proj.bias",
                        "model.layers.0.self_attn.v_proj.bias");

        Naming naming = Naming.of(names, NO_CONFIG);

        assertThat(naming.architecture()).isEqualTo("Qwen 2");
        assertThat(naming.place("model.layers.0.self_attn.v_proj.bias").kind())
                .isEqualTo(ModuleKinds.V_PROJ);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "transformer.", "module.transformer.", "base_model.model.transformer."})
    void gpt2IsKnown(String prefix) {
        List<String> names = and(gpt2(prefix), "lm_head.weight");

        Naming naming = Naming.of(names, NO_CONFIG);

        assertThat(naming.architecture()).isEqualTo("GPT-2");
        assertThat(naming.layers()).isEqualTo(2);
        assertThat(kinds(naming, names))
                .isEqualTo(
                        "attn.c_attn attn.c_proj mlp.c_fc mlp.c_proj norm embedding head"
                                + " attn.mask");
        assertThat(naming.place(prefix + "ln_f.bias").layer()).isEmpty();
        assertThat(naming.place(prefix + "h.1.mlp.c_proj.bias").stripped())
                .isEqualTo("h.1.mlp.c_proj.bias");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bert.", "module.bert.", "_orig_mod.bert."})
    void bertIsKnown(String prefix) {
        List<String> names = and(bert(prefix), "classifier.weight", "classifier.bias");

        Naming naming = Naming.of(names, NO_CONFIG);

        assertThat(naming.architecture()).isEqualTo("BERT");
        assertThat(kinds(naming, names))
                .isEqualTo(
                        "query key value attention.output intermediate output norm embedding pooler"
                                + " head");
        assertThat(naming.place(prefix + "embeddings.LayerNorm.weight").kind())
                .isEqualTo(ModuleKinds.EMBEDDING);
        assertThat(naming.place(prefix + "encoder.layer.1.output.LayerNorm.gamma").kind())
                .isEqualTo(ModuleKinds.NORM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "distilbert.", "base_model.model.distilbert."})
    void distilbertIsKnown(String prefix) {
        List<String> names = and(distilbert(prefix), "pre_classifier.weight", "classifier.weight");

        Naming naming = Naming.of(names, NO_CONFIG);

        assertThat(naming.architecture()).isEqualTo("DistilBERT");
        assertThat(kinds(naming, names))
                .isEqualTo(
                        "q_lin k_lin v_lin out_lin ffn.lin1 ffn.lin2 norm embedding pre_classifier"
                                + " head");
    }

    @Test
    void factorsOfAnAdapterBelongToTheModuleThatTheyAdapt() {
        String name = "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight";

        Naming naming = Naming.of(List.of(name), NO_CONFIG);

        assertThat(naming.known()).isTrue();
        assertThat(naming.place(name).kind()).isEqualTo(ModuleKinds.Q_PROJ);
    }

    @Test
    void unknownNamesShowTheirLayerAndTheirModule() {
        List<String> names =
                List.of(
                        "blocks.0.attn.proj.weight",
                        "blocks.0.attn.proj.bias",
                        "blocks.11.ffn.wide.weight",
                        "blocks.11.ln1.weight",
                        "tok_embeddings.weight",
                        "output");

        Naming naming = Naming.of(names, NO_CONFIG);

        assertThat(naming.known()).isFalse();
        assertThat(naming.architecture()).isEqualTo("unknown architecture");
        assertThat(naming.layers()).isEqualTo(2);
        Placement projection = naming.place("blocks.0.attn.proj.weight");
        assertThat(projection.known()).isFalse();
        assertThat(projection.layer()).hasValue(0);
        assertThat(projection.kind().id()).isEqualTo("attn.proj");
        assertThat(projection.kind().family()).isEqualTo(ModuleFamily.ATTENTION);
        assertThat(naming.place("blocks.0.attn.proj.bias").kind()).isEqualTo(projection.kind());
        assertThat(naming.place("blocks.11.ffn.wide.weight").layer()).hasValue(11);
        assertThat(naming.place("blocks.11.ffn.wide.weight").kind().family())
                .isEqualTo(ModuleFamily.FEED_FORWARD);
        assertThat(naming.place("blocks.11.ln1.weight").kind().family())
                .isEqualTo(ModuleFamily.NORM);
        assertThat(naming.place("tok_embeddings.weight").kind().family())
                .isEqualTo(ModuleFamily.EMBEDDING);
        assertThat(naming.place("output").kind().id()).isEqualTo("output");
        assertThat(naming.place("output").layer()).isEmpty();
    }

    @Test
    void anUnknownArchitectureNamesItsModelType() {
        assertThat(Naming.of(List.of("a.b"), config("OPTForCausalLM", "opt", null)).architecture())
                .isEqualTo("unknown architecture (opt)");
    }

    @Test
    void encoderAndDecoderOfAnUnknownModelStayApart() {
        List<String> names =
                List.of(
                        "encoder.block.0.layer.0.SelfAttention.q.weight",
                        "decoder.block.0.layer.0.SelfAttention.q.weight");

        Naming naming = Naming.of(names, NO_CONFIG);

        assertThat(naming.place(names.get(0)).stack()).isEqualTo("encoder");
        assertThat(naming.place(names.get(1)).stack()).isEqualTo("decoder");
        assertThat(names)
                .allSatisfy(
                        name -> {
                            assertThat(naming.place(name).layer()).hasValue(0);
                            assertThat(naming.place(name).kind().id()).isEqualTo("SelfAttention.q");
                        });
    }

    @Test
    void numbersTooLongForALayerAreNames() {
        assertThat(Naming.of(List.of("x.99999999999999999999.w"), NO_CONFIG).layers()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "0", "model.", "model.0", "..", "0.0.0", "weight", "a.0"})
    void oddNamesArePlacedSomewhere(String name) {
        Placement placement = Naming.of(List.of(name), NO_CONFIG).place(name);

        assertThat(placement.known()).isFalse();
    }

    @Test
    void aNameOfAnyLengthIsPlaced() {
        String name = "model." + "0.".repeat(5_000_000);

        Placement placement = Naming.of(List.of(name), NO_CONFIG).place(name);

        assertThat(placement.stripped()).isEqualTo(name);
        assertThat(placement.kind().id()).hasSizeLessThan(200);
    }

    @Test
    void namesThatStrippingWouldMakeOneStayAsTheyAre() {
        List<String> names = List.of("model.a.weight", "a.weight", "model.b.weight");

        Naming naming = Naming.of(names, NO_CONFIG);

        assertThat(names.stream().map(name -> naming.place(name).stripped()).toList())
                .containsExactly("model.a.weight", "a.weight", "b.weight");
    }

    @Test
    void aHeadThatIsNotStoredIsTheEmbedding() {
        assertThat(Naming.of(llama("model."), NO_CONFIG).tying()).isEqualTo(Tying.HEAD_NOT_STORED);
        assertThat(Naming.of(llama("model."), NO_CONFIG).servesAsHead())
                .contains("model.embed_tokens.weight");
        assertThat(Naming.of(gpt2("transformer."), config("GPT2LMHeadModel", "gpt2", null)).tying())
                .isEqualTo(Tying.HEAD_NOT_STORED);
        assertThat(Naming.of(and(bert("bert."), "cls.predictions.bias"), NO_CONFIG).tying())
                .isEqualTo(Tying.HEAD_NOT_STORED);
    }

    @Test
    void aStoredHeadIsTheEmbeddingOnceMoreWhereTheConfigurationSaysSo() {
        List<String> names = and(llama("model."), "lm_head.weight");

        Naming tied = Naming.of(names, config("LlamaForCausalLM", "llama", true));

        assertThat(tied.tying()).isEqualTo(Tying.STORED_TWICE);
        assertThat(tied.tied())
                .containsExactly(Set.of("model.embed_tokens.weight", "lm_head.weight"));
        assertThat(tied.tied().getFirst()).first().isEqualTo("model.embed_tokens.weight");
        assertThat(Naming.of(names, config("LlamaForCausalLM", "llama", false)).tying())
                .isEqualTo(Tying.UNTIED);
        assertThat(Naming.of(names, NO_CONFIG).tied()).isEmpty();
    }

    @Test
    void someModelTypesAreTiedUnlessTheirConfigurationSaysOtherwise() {
        List<String> gemma = and(llama("model."), "lm_head.weight");

        assertThat(Naming.of(gemma, config("Gemma2ForCausalLM", "gemma2", null)).tying())
                .isEqualTo(Tying.STORED_TWICE);
        assertThat(Naming.of(gemma, config("LlamaForCausalLM", "llama", null)).tying())
                .isEqualTo(Tying.UNTIED);
    }

    @Test
    void bertsHeadHasABiasOfTwoNames() {
        List<String> names =
                and(
                        bert("bert."),
                        "cls.predictions.decoder.weight",
                        "cls.predictions.decoder.bias",
                        "cls.predictions.bias");

        assertThat(Naming.of(names, config("BertForMaskedLM", "bert", null)).tied())
                .containsExactly(
                        Set.of(
                                "bert.embeddings.word_embeddings.weight",
                                "cls.predictions.decoder.weight"),
                        Set.of("cls.predictions.bias", "cls.predictions.decoder.bias"));
    }

    @Test
    void aClassifierHasNoLanguageHead() {
        assertThat(Naming.of(and(llama("model."), "score.weight"), NO_CONFIG).tying())
                .isEqualTo(Tying.NO_HEAD);
        assertThat(Naming.of(and(bert("bert."), "classifier.weight"), NO_CONFIG).tying())
                .isEqualTo(Tying.NO_HEAD);
        assertThat(Naming.of(llama(""), config("LlamaModel", "llama", true)).tying())
                .isEqualTo(Tying.NO_HEAD);
    }
}
