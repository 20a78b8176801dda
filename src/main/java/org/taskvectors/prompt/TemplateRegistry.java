package org.taskvectors.prompt;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// The templates that can be chosen for a model: those that come with the program, and those of the
/// `templates.json` in the model's folder or beside it, or of the file that the model's card names,
/// which take the place of the program's of the same id.
///
/// @param templates by id, the model's own first
/// @param source the model's file of templates; empty without one
/// @param own the ids of the templates of that file
public record TemplateRegistry(
        Map<String, PromptTemplate> templates, Optional<Path> source, Set<String> own) {
    public TemplateRegistry {
        templates = Collections.unmodifiableMap(new LinkedHashMap<>(templates));
        own = Set.copyOf(own);
    }

    /// Returns the templates that come with the program.
    public static TemplateRegistry builtIn() {
        return with(List.of(), Optional.empty());
    }

    /// Returns the templates for a model.
    ///
    /// @param model its folder or file
    /// @throws Failure with a [PromptProblem] if its own file cannot be read
    public static TemplateRegistry of(Path model) throws Failure {
        Optional<Path> own = beside(model);
        return with(own.isPresent() ? TemplateFile.read(own.get()) : List.of(), own);
    }

    private static Optional<Path> beside(Path model) {
        Path whole = model.toAbsolutePath().normalize();
        Optional<Path> above = Optional.ofNullable(whole.getParent());
        Stream<Path> folders =
                Files.isDirectory(whole)
                        ? Stream.concat(Stream.of(whole), above.stream())
                        : above.stream();
        return folders.map(folder -> folder.resolve(TemplateFile.NAME))
                .filter(Files::isRegularFile)
                .findFirst()
                .or(() -> ModelCard.templates(whole));
    }

    private static TemplateRegistry with(List<PromptTemplate> own, Optional<Path> source) {
        Map<String, PromptTemplate> all = new LinkedHashMap<>();
        own.forEach(template -> all.put(template.id(), template));
        Set<String> ids = Set.copyOf(all.keySet());
        BuiltInTemplates.all().forEach(template -> all.putIfAbsent(template.id(), template));
        return new TemplateRegistry(all, source, ids);
    }

    /// Returns the template of that id.
    ///
    /// @throws Failure [PromptProblem#UNKNOWN_TEMPLATE] if there is none
    public PromptTemplate template(String id) throws Failure {
        PromptTemplate found = templates.get(id);
        if (found == null) {
            throw unknown(id, templates.keySet().stream().toList());
        }
        return found;
    }

    /// Returns the template that a person named: an id, a file that holds one template, or
    /// `FILE:ID` for one of several in a file.
    ///
    /// @throws Failure with a [PromptProblem] if there is none, or the file cannot be read
    public PromptTemplate choose(String named) throws Failure {
        PromptTemplate known = templates.get(named);
        if (known != null) {
            return known;
        }
        Optional<Path> whole = file(named);
        if (whole.isPresent()) {
            List<PromptTemplate> all = TemplateFile.read(whole.get());
            if (all.size() > 1) {
                throw Failure.of(
                        PromptProblem.UNKNOWN_TEMPLATE,
                        whole.get(),
                        "this file holds several templates: " + ids(all),
                        "Write the id behind the file: " + named + ":" + all.getFirst().id());
            }
            return all.getFirst();
        }
        int colon = named.lastIndexOf(':');
        Optional<Path> file = colon > 0 ? file(named.substring(0, colon)) : Optional.empty();
        if (file.isPresent()) {
            String id = named.substring(colon + 1);
            List<PromptTemplate> all = TemplateFile.read(file.get());
            return all.stream()
                    .filter(template -> template.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> unknown(id, all.stream().map(PromptTemplate::id).toList()));
        }
        return template(named);
    }

    private static Optional<Path> file(String named) {
        try {
            return Optional.of(Path.of(named)).filter(Files::isRegularFile);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static String ids(List<PromptTemplate> all) {
        return all.stream()
                .map(template -> Shown.of(template.id()))
                .collect(Collectors.joining(", "));
    }

    private static Failure unknown(String id, List<String> known) {
        List<String> shown = new ArrayList<>(known.stream().limit(20).map(Shown::of).toList());
        return Failure.of(
                PromptProblem.UNKNOWN_TEMPLATE,
                null,
                "there is no template '" + Shown.of(id) + "', and no such file",
                "There are " + String.join(", ", shown));
    }
}
