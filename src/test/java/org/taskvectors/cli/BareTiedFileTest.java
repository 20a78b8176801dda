package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Files without a configuration, in which nothing says that a head is the embedding once more.
class BareTiedFileTest {
    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String INNER = "model.layers.0.self_attn.q_proj.weight";
    private static final String HEAD = "lm_head.weight";
    private static final String TIED =
            "{\"model_type\":\"llama\",\"architectures\":[\"LlamaForCausalLM\"],"
                    + "\"tie_word_embeddings\":true}";

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private JsonNode json(String... arguments) throws IOException {
        out.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        int code =
                new CommandLineMain("test", new ProfileStore(folder.resolve("cache")))
                        .run(all, new PrintWriter(out), new PrintWriter(err), false);
        assertThat(code).as(err.toString()).isZero();
        return new ObjectMapper().readTree(out.toString());
    }

    /// 6 × 2 tensors, each of one number; a name without a number is not stored.
    private Path file(String name, Map<String, Float> numbers) throws IOException {
        List<String> names = numbers.keySet().stream().sorted().toList();
        SafetensorsLayout layout =
                SafetensorsLayout.of(
                        names.stream()
                                .map(each -> new Tensor(each, DType.F32, Shape.of(6, 2)))
                                .toList(),
                        Map.of("format", "pt"));
        ByteBuffer bytes =
                ByteBuffer.allocate((int) layout.fileSize()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(layout.header());
        for (String each : names) {
            for (int i = 0; i < 12; i++) {
                bytes.putFloat(numbers.get(each));
            }
        }
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.write(path, bytes.array());
    }

    private Path model(String name, Map<String, Float> numbers) throws IOException {
        Path model = file(name + "/model.safetensors", numbers).getParent();
        Files.writeString(model.resolve("config.json"), TIED);
        return model;
    }

    private JsonNode extract(Path base, Path tuned) throws IOException {
        return json(
                "extract",
                "--base",
                base.toString(),
                "--tuned",
                tuned.toString(),
                "-o",
                folder.resolve("vector.safetensors").toString());
    }

    private static String categoryOf(JsonNode extracted, String tensor) {
        for (JsonNode finding : extracted.path("check")) {
            for (JsonNode name : finding.path("tensors")) {
                if (name.textValue().equals(tensor)) {
                    return finding.path("category").textValue();
                }
            }
        }
        return "";
    }

    /// Who says that they are one, and which sides store both.
    @ParameterizedTest
    @CsvSource({
        "true, true, false, true",
        "true, false, false, true",
        "false, true, true, true",
        "false, true, true, false",
        "false, true, false, true"
    })
    void equalCopiesAreOneWeight(
            boolean baseSays, boolean baseStores, boolean tunedSays, boolean tunedStores)
            throws IOException {
        Map<String, Float> before =
                baseStores
                        ? Map.of(EMBEDDING, 1f, INNER, 1f, HEAD, 1f)
                        : Map.of(EMBEDDING, 1f, INNER, 1f);
        Map<String, Float> after =
                tunedStores
                        ? Map.of(EMBEDDING, 3f, INNER, 3f, HEAD, 3f)
                        : Map.of(EMBEDDING, 3f, INNER, 3f);
        Path base = baseSays ? model("base", before) : file("base.safetensors", before);
        Path tuned = tunedSays ? model("tuned", after) : file("tuned.safetensors", after);

        JsonNode extracted = extract(base, tuned);

        // 24 weights that each changed by 2.
        assertThat(extracted.path("all").path("l2_norm").doubleValue())
                .isCloseTo(Math.sqrt(24 * 4), within(1e-6));
        assertThat(extracted.path("all").path("relative_norm").doubleValue())
                .isCloseTo(2, within(1e-6));
        assertThat(categoryOf(extracted, HEAD)).isEqualTo("tied");
    }

    /// The head of the fine-tuned model was trained by itself: it is a change, and that is said.
    @Test
    void aHeadThatDiffersIsAChangeOfItsOwn() throws IOException {
        Path base = model("base", Map.of(EMBEDDING, 1f, INNER, 1f, HEAD, 1f));
        Path tuned = file("tuned.safetensors", Map.of(EMBEDDING, 3f, INNER, 3f, HEAD, 5f));

        JsonNode extracted = extract(base, tuned);

        assertThat(extracted.path("all").path("l2_norm").doubleValue())
                .isCloseTo(Math.sqrt(24 * 4 + 12 * 16), within(1e-6));
        assertThat(categoryOf(extracted, HEAD)).isEqualTo("no longer tied");
    }

    /// Two files that say nothing and are equal on one side alone.
    @Test
    void whatIsEqualOnOneSideAloneIsTwoWeights() throws IOException {
        Path base = file("base.safetensors", Map.of(EMBEDDING, 1f, INNER, 1f, HEAD, 1f));
        Path tuned = file("tuned.safetensors", Map.of(EMBEDDING, 3f, INNER, 3f, HEAD, 5f));

        JsonNode extracted = extract(base, tuned);

        assertThat(extracted.path("all").path("l2_norm").doubleValue())
                .isCloseTo(Math.sqrt(24 * 4 + 12 * 16), within(1e-6));
    }

    /// A vector that another program wrote holds a tied change twice.
    @Test
    void aBareVectorCountsItOnceToo() throws IOException {
        Path one = file("one.safetensors", Map.of(EMBEDDING, 1f, INNER, 1f, HEAD, 1f));
        Path two = file("two.safetensors", Map.of(EMBEDDING, 1f, INNER, -1f));
        Path base = model("base", Map.of(EMBEDDING, 2f, INNER, 2f, HEAD, 2f));

        for (int again = 0; again < 2; again++) {
            assertThat(json("profile", one.toString()).path("all").path("l2_norm").doubleValue())
                    .isCloseTo(Math.sqrt(24), within(1e-6));
            assertThat(
                            json("profile", one.toString(), "--base", base.toString())
                                    .path("all")
                                    .path("relative_norm")
                                    .doubleValue())
                    .isCloseTo(0.5, within(1e-6));
            JsonNode cosine =
                    json("compare", one.toString(), two.toString()).at("/all/pairs/0/cosine");
            assertThat(cosine.isNumber()).isTrue();
            assertThat(cosine.doubleValue()).isCloseTo(0, within(1e-9));
        }
    }

    /// Zeros tell nothing: a head and an embedding that nobody changed are equal by chance.
    @Test
    void zerosAreNoCopies() throws IOException {
        Path one = file("one.safetensors", Map.of(EMBEDDING, 0f, INNER, 1f, HEAD, 0f));

        assertThat(json("profile", one.toString()).path("all").path("weights").longValue())
                .isEqualTo(36);
    }
}
