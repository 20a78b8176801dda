package org.taskvectors.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.job.Cancellation;

/// A. Karpathy's stories260K, a real trained Llama: greedy text token for token as an independent
/// implementation in NumPy wrote it.
class StoriesTest {
    private static final Path STORIES = Path.of("../shared/data/models/stories260K");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    @TempDir Path folder;

    @Test
    void greedyTextIsTheSameTokenForToken() throws Exception {
        assumeTrue(Files.exists(STORIES), "stories260K is not on this machine");
        convert(folder);
        List<String> lines = Files.readAllLines(STORIES.resolve("golden_greedy.txt"));
        List<String> prompts =
                lines.stream().filter(line -> line.startsWith("prompt ids")).toList();
        List<String> answers = lines.stream().filter(line -> line.startsWith("ids")).toList();
        assertThat(prompts).hasSameSizeAs(answers).isNotEmpty();
        try (RunningModel model = RunningModel.of(folder)) {
            for (int i = 0; i < prompts.size(); i++) {
                int[] wanted = numbers(answers.get(i));
                assertThat(greedy(model.decoder(), numbers(prompts.get(i)), wanted.length))
                        .containsExactly(wanted);
            }
        }
    }

    private static int[] numbers(String line) {
        return NUMBER.matcher(line).results().mapToInt(m -> Integer.parseInt(m.group())).toArray();
    }

    /// Returns the text without its first token.
    private static int[] greedy(Decoder decoder, int[] prompt, int length) throws Exception {
        List<Integer> text = new ArrayList<>();
        for (int i = 1; i < prompt.length; i++) {
            text.add(prompt[i]);
        }
        try (Sequence sequence = decoder.sequence(length + 1)) {
            int[] next = prompt;
            while (text.size() < length) {
                sequence.read(
                        next,
                        1,
                        (token, logits) -> {
                            int best = 0;
                            for (int id = 1; id < logits.length; id++) {
                                best = logits[id] > logits[best] ? id : best;
                            }
                            text.add(best);
                        },
                        new Cancellation());
                next = new int[] {text.getLast()};
            }
        }
        return text.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Writes the model under Meta's names, whose rotary pairs are neighbours as in llama2.c.
    ///
    /// Source of the layout: `legacy_export` of `export.py` of llama2.c.
    private static void convert(Path to) throws IOException {
        ByteBuffer file =
                ByteBuffer.wrap(Files.readAllBytes(STORIES.resolve("stories260K.bin")))
                        .order(ByteOrder.LITTLE_ENDIAN);
        int width = file.getInt();
        int feedForward = file.getInt();
        int layers = file.getInt();
        int heads = file.getInt();
        int keyHeads = file.getInt();
        int vocabulary = file.getInt();
        int context = file.getInt();
        int keyWidth = width / heads * keyHeads;
        Map<String, int[]> parts = new LinkedHashMap<>();
        parts.put("attention_norm", new int[] {width});
        parts.put("attention.wq", new int[] {width, width});
        parts.put("attention.wk", new int[] {keyWidth, width});
        parts.put("attention.wv", new int[] {keyWidth, width});
        parts.put("attention.wo", new int[] {width, width});
        parts.put("ffn_norm", new int[] {width});
        parts.put("feed_forward.w1", new int[] {feedForward, width});
        parts.put("feed_forward.w2", new int[] {width, feedForward});
        parts.put("feed_forward.w3", new int[] {feedForward, width});
        Map<String, int[]> tensors = new LinkedHashMap<>();
        tensors.put("tok_embeddings.weight", new int[] {vocabulary, width});
        parts.forEach(
                (part, shape) -> {
                    for (int layer = 0; layer < layers; layer++) {
                        tensors.put("layers." + layer + "." + part + ".weight", shape);
                    }
                });
        tensors.put("norm.weight", new int[] {width});
        write(to.resolve("model.safetensors"), tensors, file);
        Files.writeString(
                to.resolve("config.json"),
                """
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama",
                 "hidden_size": %d, "intermediate_size": %d, "num_hidden_layers": %d,
                 "num_attention_heads": %d, "num_key_value_heads": %d, "vocab_size": %d,
                 "max_position_embeddings": %d, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
                 "hidden_act": "silu", "tie_word_embeddings": true}
                """
                        .formatted(
                                width, feedForward, layers, heads, keyHeads, vocabulary, context));
    }

    private static void write(Path path, Map<String, int[]> tensors, ByteBuffer data)
            throws IOException {
        int[] at = {0};
        String header =
                tensors.entrySet().stream()
                        .map(
                                tensor -> {
                                    int from = at[0];
                                    int elements = 1;
                                    for (int size : tensor.getValue()) {
                                        elements *= size;
                                    }
                                    at[0] += 4 * elements;
                                    return String.format(
                                            Locale.ROOT,
                                            "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,"
                                                    + "\"data_offsets\":[%d,%d]}",
                                            tensor.getKey(),
                                            Arrays.toString(tensor.getValue()),
                                            from,
                                            at[0]);
                                })
                        .collect(Collectors.joining(",", "{", "}"));
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(path))) {
            out.writeLong(Long.reverseBytes(text.length));
            out.write(text);
            byte[] numbers = new byte[at[0]];
            data.get(numbers);
            out.write(numbers);
        }
    }
}
