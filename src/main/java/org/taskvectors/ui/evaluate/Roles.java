package org.taskvectors.ui.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.evaluation.data.Mapping;
import org.taskvectors.evaluation.data.MappingHints;
import org.taskvectors.prompt.BuiltInTemplates;
import org.taskvectors.prompt.Label;
import org.taskvectors.prompt.PromptTemplate;

/// What each column of a file is, as far as it is known, and how a person changes it.
///
/// @param choice what was said of the file
/// @param kind how it is judged, where that is known
/// @param fields the column of each field that has one
/// @param truth the column of the answers; empty for none
/// @param choices the columns of choices
/// @param classes what the values of the answers mean
/// @param template the words, where they are known
public record Roles(
        DataChoice choice,
        Optional<Kind> kind,
        Map<String, String> fields,
        String truth,
        List<String> choices,
        Map<String, String> classes,
        Optional<PromptTemplate> template) {

    static Roles of(DataChoice choice, DataRead read) {
        return of(
                choice,
                read instanceof DataRead.Ready ready
                        ? Optional.of(ready.reader())
                        : Optional.empty());
    }

    /// Returns what the columns of a file are.
    ///
    /// @param reader what was found of it; empty where its columns do not fit
    public static Roles of(DataChoice choice, Optional<TaskReader> reader) {
        MappingHints hints = choice.hints();
        if (reader.isPresent()) {
            Mapping mapping = reader.get().mapping();
            return new Roles(
                    choice,
                    Optional.of(mapping.kind()),
                    mapping.fields(),
                    mapping.truth(),
                    mapping.choices(),
                    mapping.classes(),
                    reader.get().template());
        }
        return new Roles(
                choice,
                hints.kind(),
                hints.fields(),
                hints.truth().orElse(""),
                hints.choices(),
                hints.classes(),
                BuiltInTemplates.all().stream()
                        .filter(one -> one.id().equals(choice.task()))
                        .findFirst());
    }

    /// Returns the fields that a column can be.
    public List<String> possible() {
        if (kind.equals(Optional.of(Kind.TEXT))) {
            return List.of(Mapping.TEXT);
        }
        return template.orElseGet(BuiltInTemplates::raw).fields();
    }

    /// Whether a column holds the answers.
    public boolean hasTruth() {
        return !kind.equals(Optional.of(Kind.TEXT));
    }

    /// Whether columns can be choices.
    public boolean hasChoices() {
        return kind.isEmpty() || kind.get() == Kind.CHOICES;
    }

    /// Returns what a column is, in a word.
    public String word(String column) {
        List<String> words = new ArrayList<>();
        fields.forEach(
                (field, of) -> {
                    if (of.equals(column)) {
                        words.add(field);
                    }
                });
        if (truth.equals(column)) {
            words.add("answer");
        }
        if (choices.contains(column)) {
            words.add("choice " + (choices.indexOf(column) + 1));
        }
        return words.isEmpty() ? "not used" : String.join(", ", words);
    }

    /// Returns what a person says where a column is a field.
    public MappingHints withField(String field, String column) {
        Map<String, String> now = withoutColumn(column);
        now.put(field, column);
        return hints(now, truth.equals(column) ? "" : truth, without(column), classes);
    }

    /// Returns what a person says where a column holds the answers.
    public MappingHints withTruth(String column) {
        return hints(withoutColumn(column), column, without(column), Map.of());
    }

    /// Returns what a person says where a column is one more choice.
    public MappingHints withChoice(String column) {
        List<String> more = new ArrayList<>(without(column));
        more.add(column);
        return hints(withoutColumn(column), truth.equals(column) ? "" : truth, more, classes);
    }

    /// Returns what a person says where a column is not used.
    public MappingHints withNothing(String column) {
        return hints(
                withoutColumn(column), truth.equals(column) ? "" : truth, without(column), classes);
    }

    /// Returns what a person says of the meaning of a value.
    public MappingHints withClass(String value, String label) {
        Map<String, String> now = new LinkedHashMap<>(choice.hints().classes());
        now.put(value, label);
        return new MappingHints(
                choice.hints().kind(),
                choice.hints().fields(),
                choice.hints().truth(),
                now,
                choice.hints().choices());
    }

    private MappingHints hints(
            Map<String, String> newFields,
            String newTruth,
            List<String> newChoices,
            Map<String, String> newClasses) {
        boolean isSame = newTruth.equals(truth);
        return new MappingHints(
                choice.hints().kind(),
                newFields,
                Optional.of(newTruth).filter(one -> !one.isEmpty()),
                isSame && newClasses.equals(classes) ? choice.hints().classes() : Map.of(),
                newChoices);
    }

    private Map<String, String> withoutColumn(String column) {
        Map<String, String> now = new LinkedHashMap<>(fields);
        now.values().removeIf(column::equals);
        return now;
    }

    private List<String> without(String column) {
        return choices.stream().filter(one -> !one.equals(column)).toList();
    }

    /// Returns what a value of the answers can mean; none where values need no meaning.
    public List<String> labels() {
        if (kind.equals(Optional.of(Kind.LABELS)) || kind.isEmpty()) {
            return template.map(one -> one.labels().stream().map(Label::name).toList())
                    .orElse(List.of());
        }
        return List.of();
    }
}
