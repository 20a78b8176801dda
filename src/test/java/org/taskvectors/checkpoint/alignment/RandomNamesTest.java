package org.taskvectors.checkpoint.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// One model under a thousand other names: what is found is always the right tensor, and where a
/// program put something in front of all names, everything is found.
class RandomNamesTest {
    private static final List<String> WORDS =
            List.of(
                    "net",
                    "student",
                    "model",
                    "llm",
                    "backbone",
                    "module",
                    "inner",
                    "wrapped",
                    "policy",
                    "actor",
                    "core",
                    "m",
                    "lm",
                    "transformer",
                    "base",
                    "auto_model",
                    "x1");

    private static List<Tensor> model() {
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(tensor("model.embed_tokens.weight", 64, 32));
        for (int layer = 0; layer < 12; layer++) {
            String in = "model.layers." + layer + ".";
            for (String module : List.of("q_proj", "o_proj")) {
                tensors.add(tensor(in + "self_attn." + module + ".weight", 32, 32));
            }
            for (String module : List.of("k_proj", "v_proj")) {
                tensors.add(tensor(in + "self_attn." + module + ".weight", 16, 32));
            }
            for (String module : List.of("gate_proj", "up_proj")) {
                tensors.add(tensor(in + "mlp." + module + ".weight", 48, 32));
            }
            tensors.add(tensor(in + "mlp.down_proj.weight", 32, 48));
            tensors.add(tensor(in + "input_layernorm.weight", 32));
            tensors.add(tensor(in + "post_attention_layernorm.weight", 32));
        }
        tensors.add(tensor("model.norm.weight", 32));
        tensors.add(tensor("lm_head.weight", 64, 32));
        return tensors;
    }

    private static Tensor tensor(String name, long... sizes) {
        return new Tensor(name, DType.BF16, Shape.of(sizes));
    }

    @Test
    void whateverStandsInFrontOfAllNamesIsTakenAway() {
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            String front = front(random, 1 + random.nextInt(3));
            requireRight(name -> front + name, random, true, front);
        }
    }

    @Test
    void otherNamesOfModulesAreFoundRightlyOrNotAtAll() {
        Random random = new Random(2);
        for (int i = 0; i < 500; i++) {
            String from =
                    List.of(
                                    "layers",
                                    "self_attn",
                                    "mlp",
                                    "q_proj",
                                    "model",
                                    "weight",
                                    "input_layernorm",
                                    "down_proj",
                                    "embed_tokens")
                            .get(random.nextInt(9));
            String to =
                    List.of(
                                    "blocks", "attn", "ffn", "query", "h", "kernel", "k_proj",
                                    "v_proj", "norm", "up_proj", "layers", "encoder", "decoder",
                                    "a.b")
                            .get(random.nextInt(14));
            String front = random.nextBoolean() ? "" : front(random, 1);
            requireRight(
                    name -> front + renamed(name, from, to), random, false, from + " as " + to);
        }
    }

    /// Two names may become equal then, and the file has one of them.
    private static String renamed(String name, String from, String to) {
        List<String> parts = new ArrayList<>(List.of(name.split("\\.")));
        parts.replaceAll(part -> part.equals(from) ? to : part);
        return String.join(".", parts);
    }

    private static String front(Random random, int words) {
        StringBuilder front = new StringBuilder();
        for (int i = 0; i < words; i++) {
            front.append(WORDS.get(random.nextInt(WORDS.size()))).append('.');
        }
        return front.toString();
    }

    private static void requireRight(
            UnaryOperator<String> names, Random random, boolean isWhole, String what) {
        List<Tensor> base = model();
        Map<Tensor, Tensor> truth = new HashMap<>();
        Map<String, Tensor> byName = new HashMap<>();
        for (Tensor tensor : base) {
            Tensor other = new Tensor(names.apply(tensor.name()), tensor.dtype(), tensor.shape());
            if (byName.putIfAbsent(other.name(), other) == null) {
                truth.put(other, tensor);
            }
        }
        List<Tensor> tuned = new ArrayList<>(truth.keySet());
        Collections.shuffle(tuned, random);
        Alignment alignment =
                Alignment.of(
                        new Alignment.Side(base, Optional.empty()),
                        new Alignment.Side(tuned, Optional.empty()));
        for (Tensor tensor : base) {
            Optional<Tensor> found = alignment.whole(tensor);
            // A name that is there in another shape is refused by the check of the pair.
            if (found.isPresent() && found.get().shape().equals(tensor.shape())) {
                assertThat(truth.get(found.get())).as(what + ", " + found.get()).isEqualTo(tensor);
            }
        }
        if (isWhole) {
            assertThat(alignment.leftInTarget()).as(what).isEmpty();
            assertThat(alignment.leftInSource()).as(what).isEmpty();
        }
    }
}
