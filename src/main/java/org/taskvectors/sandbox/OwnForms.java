package org.taskvectors.sandbox;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The templates that a person wrote: texts with fields in braces.
public final class OwnForms {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern FIELD = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_ ]{0,39})\\}");

    private OwnForms() {}

    /// One template as it was typed.
    ///
    /// @param id names it: `own-1`
    /// @param name for people
    /// @param pattern the text, fields in braces
    /// @param labels the answers that it can have, separated by commas; may be empty
    public record Own(String id, String name, String pattern, String labels) {
        /// Returns it as a form.
        ///
        /// @param group the word of its segment
        public PromptForm form(String group) {
            boolean isOpen = pattern.isEmpty() || !Character.isWhitespace(last());
            List<PromptForm.Label> words =
                    Stream.of(labels.split(","))
                            .map(String::strip)
                            .filter(word -> !word.isEmpty())
                            .map(word -> new PromptForm.Label(word, isOpen ? " " + word : word))
                            .toList();
            return new PromptForm(
                    id,
                    group,
                    name,
                    fields().stream().map(field -> new PromptForm.Field(field, "")).toList(),
                    words,
                    PromptForm.Kind.OWN,
                    pattern);
        }

        private char last() {
            return pattern.charAt(pattern.length() - 1);
        }

        private List<String> fields() {
            List<String> names = new ArrayList<>();
            Matcher matcher = FIELD.matcher(pattern);
            while (matcher.find()) {
                if (!names.contains(matcher.group(1))) {
                    names.add(matcher.group(1));
                }
            }
            return names;
        }
    }

    /// Returns a new template beside those that there are.
    public static Own fresh(List<Own> own) {
        int number = 1;
        while (isTaken(own, "own-" + number)) {
            number++;
        }
        return new Own("own-" + number, "Template " + number, "{text}", "");
    }

    private static boolean isTaken(List<Own> own, String id) {
        return own.stream().anyMatch(each -> each.id().equals(id));
    }

    /// Returns templates as JSON.
    public static String write(List<Own> own) {
        ArrayNode all = MAPPER.createArrayNode();
        for (Own each : own) {
            ObjectNode node = all.addObject();
            node.put("id", each.id());
            node.put("name", each.name());
            node.put("pattern", each.pattern());
            node.put("labels", each.labels());
        }
        return all.toString();
    }

    /// Returns the templates that were written; none where it is no such text.
    public static List<Own> read(String json) {
        List<Own> all = new ArrayList<>();
        if (json.isBlank()) {
            return List.of();
        }
        try {
            MAPPER.readTree(json)
                    .forEach(
                            node ->
                                    all.add(
                                            new Own(
                                                    node.path("id").asText(),
                                                    node.path("name").asText(),
                                                    node.path("pattern").asText(),
                                                    node.path("labels").asText())));
        } catch (JacksonException e) {
            return List.of();
        }
        return List.copyOf(all);
    }
}
