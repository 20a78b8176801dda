package org.taskvectors.merge.recipe;

import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Reads references to models: `path`, `path@revision`, `path+adapter`, or keys.
final class ReferenceReader {
    private static final List<String> KEYS = List.of("model", "lora", "override_architecture");
    private static final List<String> NAME_KEYS = List.of("path", "revision");

    private final Findings findings;

    ReferenceReader(Findings findings) {
        this.findings = findings;
    }

    ModelReference reference(YamlNode node, String of) throws Failure {
        if (node instanceof YamlNode.Entries) {
            Keys keys = Keys.of(node, "", "a reference to a model", findings);
            keys.only(KEYS);
            Optional<YamlNode> lora = keys.find("lora");
            return new ModelReference(
                    name(keys.get("model"), of),
                    lora.isEmpty() ? Optional.empty() : Optional.of(name(lora.get(), of)),
                    keys.text("override_architecture"));
        }
        String text = Keys.text(node, of, findings);
        String[] parts = text.split("\\+", -1);
        if (parts.length > 2) {
            throw malformed(
                    node,
                    of + " has more than one '+': '" + Shown.of(text) + "'",
                    "Write 'model' and 'lora' as keys");
        }
        return new ModelReference(
                name(parts[0], node, of),
                parts.length == 1 ? Optional.empty() : Optional.of(name(parts[1], node, of)),
                Optional.empty());
    }

    private ModelName name(YamlNode node, String of) throws Failure {
        if (node instanceof YamlNode.Entries) {
            Keys keys = Keys.of(node, "", "a model's name", findings);
            keys.only(NAME_KEYS);
            return new ModelName(
                    Keys.text(keys.get("path"), "'path'", findings), keys.text("revision"));
        }
        return name(Keys.text(node, of, findings), node, of);
    }

    private ModelName name(String text, YamlNode node, String of) throws Failure {
        String[] parts = text.split("@", -1);
        if (parts.length > 2) {
            throw malformed(
                    node,
                    of + " has more than one '@': '" + Shown.of(text) + "'",
                    "Write 'path' and 'revision' as keys");
        }
        if (parts[0].isEmpty() || (parts.length == 2 && parts[1].isEmpty())) {
            throw malformed(
                    node,
                    of + " names nothing beside its '+' or '@': '" + Shown.of(text) + "'",
                    "");
        }
        return new ModelName(
                parts[0], parts.length == 1 ? Optional.empty() : Optional.of(parts[1]));
    }

    private Failure malformed(YamlNode node, String what, String advice) {
        return findings.failure(RecipeProblem.REFERENCE, node.span(), what, advice);
    }
}
