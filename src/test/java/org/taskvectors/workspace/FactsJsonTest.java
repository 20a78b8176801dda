package org.taskvectors.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FactsJsonTest {
    @Test
    void howMuchAPartialVectorIsOfIsKept() {
        Facts facts =
                new Facts(
                        "safetensors file",
                        "Llama",
                        7,
                        List.of("float32"),
                        28,
                        1,
                        2,
                        3,
                        "tuned",
                        "base",
                        List.of(),
                        Double.NaN,
                        Optional.empty(),
                        Optional.empty(),
                        "43.1 % of the fine-tuned weights were matched",
                        Layout.UNKNOWN);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        FactsJson.write(node, facts);
        assertThat(FactsJson.read(node)).isEqualTo(facts);
    }
}
