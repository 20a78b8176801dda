package org.taskvectors.ui;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.file.Failure;
import org.taskvectors.prompt.BuiltInTemplates;
import org.taskvectors.prompt.Label;
import org.taskvectors.prompt.PromptTemplate;
import org.taskvectors.prompt.TemplateRegistry;
import org.taskvectors.sandbox.PromptForm;

/// Prompt templates as the forms of the sandbox.
final class PromptForms {
    private static final String OWN = "this model's own";
    private static final String CHAT = "chat";
    private static final int LONGEST = 16;

    /// The segment and the wording of the program's templates.
    private static final Map<String, List<String>> WORDS =
            Map.of(
                    "sst2", List.of("SST-2", "lm-evaluation-harness"),
                    "alpaca-sst2", List.of("SST-2", "Alpaca form"),
                    "mnli", List.of("MNLI", "lm-evaluation-harness"),
                    "alpaca-mnli", List.of("MNLI", "Alpaca form"),
                    "alpaca", List.of("Alpaca", "Stanford Alpaca"),
                    "raw", List.of("Raw", "as it is"));

    private static final Map<String, String> EXAMPLES =
            Map.of(
                    "sentence",
                    "it 's a charming and often affecting journey .",
                    "premise",
                    "Conceptually cream skimming has two basic dimensions - product and"
                            + " geography .",
                    "hypothesis",
                    "Product and geography are what make cream skimming work .",
                    "instruction",
                    "Name three animals that live in the sea.",
                    BuiltInTemplates.PROMPT,
                    "Once upon a time",
                    "message",
                    "Hello! What can you tell me about the sea?");

    private PromptForms() {}

    /// Returns the forms for a model: those of its own file first.
    ///
    /// @throws Failure if its own file cannot be read
    static List<PromptForm> of(Located base) throws Failure {
        TemplateRegistry registry = TemplateRegistry.of(base.path());
        Set<String> own = registry.own();
        Collection<PromptTemplate> templates = registry.templates().values();
        List<String> order = List.of("SST-2", "MNLI", "Alpaca", "Raw");
        List<PromptForm> forms = new ArrayList<>();
        for (PromptTemplate template : templates) {
            if (own.contains(template.id())) {
                forms.add(form(template, true));
            }
        }
        for (String group : order) {
            if (group.equals("Raw")) {
                forms.add(chat());
            }
            for (PromptTemplate template : templates) {
                PromptForm form = form(template, false);
                if (!own.contains(template.id()) && form.group().equals(group)) {
                    forms.add(form);
                }
            }
        }
        return forms;
    }

    private static PromptForm form(PromptTemplate template, boolean isOwn) {
        List<String> words =
                WORDS.getOrDefault(
                        template.id(), List.of(shortened(template.title()), template.title()));
        return new PromptForm(
                template.id(),
                words.getFirst(),
                isOwn ? OWN : words.getLast(),
                template.fields().stream().map(PromptForms::field).toList(),
                template.labels().stream()
                        .map(label -> new PromptForm.Label(label.name(), label.word()))
                        .toList(),
                PromptForm.Kind.PATTERN,
                template.text());
    }

    private static PromptForm chat() {
        return new PromptForm(
                CHAT,
                "Chat",
                "the model's own",
                List.of(new PromptForm.Field("system", ""), field("message")),
                List.of(),
                PromptForm.Kind.CHAT,
                "");
    }

    private static PromptForm.Field field(String name) {
        return new PromptForm.Field(name, EXAMPLES.getOrDefault(name, ""));
    }

    private static String shortened(String title) {
        String first = title.split(",", 2)[0];
        return first.length() <= LONGEST ? first : first.substring(0, LONGEST - 1) + "…";
    }

    /// Returns the template that a form stands for.
    static PromptTemplate template(PromptForm form, TemplateRegistry registry) throws Failure {
        if (form.kind() != PromptForm.Kind.OWN) {
            return registry.template(form.id());
        }
        List<Label> labels = new ArrayList<>();
        form.labels()
                .forEach(label -> labels.add(new Label(label.name(), labels.size(), label.word())));
        return new PromptTemplate(
                form.id(),
                form.wording(),
                form.fields().stream().map(PromptForm.Field::name).toList(),
                Set.of(),
                Set.of(),
                form.pattern(),
                Optional.empty(),
                labels);
    }

    /// Returns the values of a form's fields; one that is empty is one that was left empty.
    static Map<String, String> values(PromptForm form, Map<String, String> filled) {
        Map<String, String> values = new LinkedHashMap<>();
        form.fields()
                .forEach(field -> values.put(field.name(), filled.getOrDefault(field.name(), "")));
        return values;
    }
}
