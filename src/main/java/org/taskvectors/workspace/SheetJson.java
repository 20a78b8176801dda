package org.taskvectors.workspace;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// A sheet of figures as JSON and back.
final class SheetJson {
    static final String KIND = "sheet";
    private static final int MOST_COLUMNS = 3;

    private SheetJson() {}

    static ObjectNode write(SheetItem sheet, ObjectMapper mapper) {
        ObjectNode node = mapper.createObjectNode();
        node.put("kind", KIND);
        node.put("id", sheet.id());
        node.put("name", sheet.name());
        node.put("columns", sheet.columns());
        node.put("wide", sheet.wide());
        node.put("lettered", sheet.lettered());
        node.put("caption", sheet.caption());
        ArrayNode panels = node.putArray("panels");
        for (SheetItem.Panel panel : sheet.panels()) {
            ObjectNode one = panels.addObject();
            one.set("figure", tree(panel.figure(), mapper));
            ArrayNode sources = one.putArray("sources");
            for (SheetItem.Source source : panel.sources()) {
                ObjectNode of = sources.addObject();
                of.put("id", source.id());
                of.put("name", source.name());
                source.content()
                        .ifPresent(
                                content ->
                                        WorkspaceJson.writeContent(
                                                of.putArray("content"), content));
            }
        }
        return node;
    }

    private static JsonNode tree(String json, ObjectMapper mapper) {
        try {
            return mapper.readTree(json);
        } catch (JacksonException e) {
            throw new IllegalStateException("a figure is JSON", e);
        }
    }

    static SheetItem read(String id, JsonNode node) {
        SheetItem empty = SheetItem.empty();
        List<SheetItem.Panel> panels = new ArrayList<>();
        for (JsonNode one : node.path("panels")) {
            if (!one.path("figure").isObject()) {
                continue; // Nothing of it could be shown, or saved again.
            }
            List<SheetItem.Source> sources = new ArrayList<>();
            for (JsonNode of : one.path("sources")) {
                sources.add(
                        new SheetItem.Source(
                                of.path("id").asText(),
                                of.path("name").asText(),
                                WorkspaceJson.readContent(of.path("content"))));
            }
            panels.add(new SheetItem.Panel(one.path("figure").toString(), sources));
        }
        return new SheetItem(
                id,
                node.path("name").asText(empty.name()),
                panels,
                Math.clamp(node.path("columns").asInt(empty.columns()), 1, MOST_COLUMNS),
                node.path("wide").asBoolean(empty.wide()),
                node.path("lettered").asBoolean(empty.lettered()),
                node.path("caption").asText());
    }
}
