package org.taskvectors.checkpoint.naming;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.taskvectors.checkpoint.ModelConfig;

/// Configurations as config.json has them.
final class Configs {
    private Configs() {}

    static ModelConfig of(String architecture, String type, Optional<Boolean> tied) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add(architecture);
        json.put("model_type", type);
        tied.ifPresent(flag -> json.put("tie_word_embeddings", flag));
        return ModelConfig.of(json);
    }
}
