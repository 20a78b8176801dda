package org.taskvectors.cli;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Utf8Reader;
import org.taskvectors.prompt.BuiltInTemplates;
import org.taskvectors.prompt.ChatPrompt;
import org.taskvectors.prompt.PromptProblem;
import org.taskvectors.prompt.PromptTemplate;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.prompt.Turn;
import org.taskvectors.tokenizer.Tokenizer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What a model is asked.
final class PromptOptions {
    /// The word for the model's own chat template.
    static final String CHAT = "chat";

    /// Bytes of the longest file of a prompt: no context holds more.
    private static final long LONGEST = 16 << 20;

    @Option(
            names = "--template",
            paramLabel = "chat|raw|alpaca|sst2|mnli|FILE",
            description =
                    "The words around the prompt: the model's own chat template; none (raw, the"
                            + " default); alpaca, alpaca-sst2, alpaca-mnli; sst2 and mnli as"
                            + " lm-evaluation-harness words them, or as a templates.json in or"
                            + " beside the model's folder does; a file of templates (FILE:ID where"
                            + " it holds several).")
    private String template = "raw";

    @Option(names = "--prompt", paramLabel = "TEXT", description = "The prompt.")
    private @Nullable String prompt;

    @Option(
            names = "--prompt-file",
            paramLabel = "F",
            description = "A file (UTF-8) with the prompt, taken byte for byte.")
    private @Nullable Path promptFile;

    @Option(
            names = "--field",
            paramLabel = "NAME=VALUE",
            description =
                    "A field of the template; the prompt fills the first field that is not given"
                            + " so. May be repeated.")
    private List<String> fields = new ArrayList<>();

    @Option(
            names = "--system",
            paramLabel = "TEXT",
            description = "With --template chat: what the model is told beforehand.")
    private @Nullable String system;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    PromptOptions() {}

    /// What is asked, as far as it is known without the model.
    ///
    /// @param template its words; empty for the model's chat template
    /// @param values its fields, or the prompt of a chat
    record Chosen(Optional<PromptTemplate> template, Map<String, String> values) {}

    /// Reads the options before anything is loaded.
    ///
    /// @param model the model's path, whose own templates count
    /// @throws ParameterException where the options do not fit together
    /// @throws Failure where a file cannot be read, or there is no such template
    Chosen chosen(Path model) throws Failure {
        if (prompt != null && promptFile != null) {
            throw wrong("--prompt and --prompt-file exclude each other");
        }
        Optional<String> text =
                promptFile == null ? Optional.ofNullable(prompt) : Optional.of(read(promptFile));
        Map<String, String> values = fields();
        if (template.equals(CHAT)) {
            if (!values.isEmpty() || text.isEmpty()) {
                throw wrong("--template chat takes --prompt or --prompt-file, and no --field");
            }
            return new Chosen(Optional.empty(), Map.of(BuiltInTemplates.PROMPT, text.get()));
        }
        if (system != null) {
            throw wrong("--system needs --template chat");
        }
        PromptTemplate found = TemplateRegistry.of(model).choose(template);
        if (text.isPresent()) {
            String free =
                    found.fields().stream()
                            .filter(field -> !values.containsKey(field))
                            .findFirst()
                            .orElseThrow(() -> wrong("every field is given; leave --prompt out"));
            values.put(free, text.get());
        }
        if (text.isEmpty() && values.isEmpty() && !found.fields().isEmpty()) {
            throw wrong("give a --prompt, a --prompt-file, or --field NAME=VALUE");
        }
        // Says what is missing before a model is loaded for it.
        found.render(values);
        return new Chosen(Optional.of(found), values);
    }

    /// Returns the prompt's text.
    ///
    /// @throws Failure where the model has no chat template, or the template refuses the prompt
    String text(Chosen chosen, Tokenizer tokenizer) throws Failure {
        if (chosen.template().isPresent()) {
            return chosen.template().get().render(chosen.values());
        }
        String user = chosen.values().getOrDefault(BuiltInTemplates.PROMPT, "");
        return ChatPrompt.render(
                tokenizer,
                Turn.question(Optional.ofNullable(system), user),
                Clock.system(ZoneId.systemDefault()));
    }

    private Map<String, String> fields() {
        Map<String, String> values = new LinkedHashMap<>();
        for (String field : fields) {
            int at = field.indexOf('=');
            if (at < 1) {
                throw wrong("--field " + field + ": write NAME=VALUE");
            }
            if (values.put(field.substring(0, at), field.substring(at + 1)) != null) {
                throw wrong("--field " + field.substring(0, at) + " is given twice");
            }
        }
        return values;
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    private static String read(Path file) throws Failure {
        try (ReadableFile opened = ReadableFile.open(file)) {
            if (opened.size() > LONGEST) {
                throw Failure.of(
                        PromptProblem.TOO_LARGE,
                        file,
                        "it has " + opened.size() + " bytes, the most is " + LONGEST,
                        "Choose a shorter prompt");
            }
            StringWriter text = new StringWriter();
            new Utf8Reader(opened, 0, opened.size(), PromptProblem.MALFORMED).transferTo(text);
            return text.toString();
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("a reader of a file throws failures", e);
        }
    }
}
