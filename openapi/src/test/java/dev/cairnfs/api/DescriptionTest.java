package dev.cairnfs.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The records that travel over {@code /api/v1} and the description say the same. */
class DescriptionTest {
    private static final Set<String> WITHOUT_RECORD = Set.of("Empty", "Error");
    /** Names under which the description has nested types. */
    private static final Map<String, String> RENAMED = Map.of("Action", "DatanodeAction", "Kind", "ReplicaChangeKind");

    private final JsonNode description = load();

    private static JsonNode load() {
        try (InputStream in = DescriptionTest.class.getResourceAsStream("/openapi/cairn-v1.yaml")) {
            return YAMLMapper.builder().build().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everyRecordOfThisModuleIsDescribed() throws Exception {
        for (Class<?> type : apiRecords()) {
            checkRecord(type);
        }
    }

    @Test
    void everySchemaIsARecordOrAnEnum() throws Exception {
        Map<String, Class<?>> types = reachableTypes();
        Set<String> described = new TreeSet<>(schemas().propertyNames());
        described.removeAll(WITHOUT_RECORD);
        assertThat(types.keySet()).containsAll(described);
        for (String name : described) {
            Class<?> type = Objects.requireNonNull(types.get(name), name);
            if (type.isEnum()) {
                assertThat(texts(schema(name).get("enum")))
                        .as(name)
                        .containsExactlyElementsOf(Stream.of(type.getEnumConstants())
                                .map(Object::toString)
                                .toList());
            } else {
                checkRecord(type);
            }
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = new ArrayList<>();
        collectReferences(description, references);
        assertThat(references).isNotEmpty();
        for (String reference : references) {
            assertThat(reference).startsWith("#/");
            assertThat(description.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        }
    }

    @Test
    void everyOperationHasItsOwnIdAndAnAnswer() {
        Set<String> ids = new TreeSet<>();
        for (JsonNode path : description.get("paths")) {
            for (JsonNode operation : path) {
                assertThat(ids.add(operation.get("operationId").asString()))
                        .as(operation.toString())
                        .isTrue();
                assertThat(operation.at("/responses/200").isMissingNode()).isFalse();
                assertThat(operation.at("/responses/default").isMissingNode()).isFalse();
            }
        }
        assertThat(ids).hasSizeGreaterThan(30);
    }

    private void checkRecord(Class<?> type) {
        String name = schemaName(type);
        JsonNode schema = schema(name);
        List<String> required = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            names.add(component.getName());
            JsonNode property = schema.path("properties").path(component.getName());
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            if (!nullable) {
                required.add(component.getName());
            }
            checkType(name + "." + component.getName(), component.getAnnotatedType(), nullable, property);
        }
        assertThat(schema.path("properties").propertyNames()).as(name).containsExactlyInAnyOrderElementsOf(names);
        assertThat(texts(schema.path("required"))).as(name).containsExactlyElementsOf(required);
    }

    private void checkType(String where, AnnotatedType annotated, boolean nullable, JsonNode property) {
        Class<?> type = rawType(annotated);
        assertThat(property.isMissingNode()).as(where).isFalse();
        if (List.class.isAssignableFrom(type)) {
            assertThat(property.get("type").asString()).as(where).isEqualTo("array");
            AnnotatedType element = ((AnnotatedParameterizedType) annotated).getAnnotatedActualTypeArguments()[0];
            checkType(where + "[]", element, false, property.get("items"));
            return;
        }
        String json = jsonType(type);
        if (json != null) {
            List<String> allowed = property.get("type").isArray()
                    ? texts(property.get("type"))
                    : List.of(property.get("type").asString());
            assertThat(allowed).as(where).isEqualTo(nullable ? List.of(json, "null") : List.of(json));
            return;
        }
        String reference = "#/components/schemas/" + schemaName(type);
        if (nullable) {
            assertThat(property.at("/oneOf/0/$ref").asString()).as(where).isEqualTo(reference);
            assertThat(property.at("/oneOf/1/type").asString()).as(where).isEqualTo("null");
        } else {
            assertThat(property.path("$ref").asString()).as(where).isEqualTo(reference);
        }
    }

    private static @Nullable String jsonType(Class<?> type) {
        if (type == int.class || type == long.class) {
            return "integer";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        return type == String.class ? "string" : null;
    }

    private static Class<?> rawType(AnnotatedType annotated) {
        if (annotated instanceof AnnotatedParameterizedType generic) {
            return (Class<?>) ((java.lang.reflect.ParameterizedType) generic.getType()).getRawType();
        }
        return (Class<?>) annotated.getType();
    }

    private static String schemaName(Class<?> type) {
        return RENAMED.getOrDefault(type.getSimpleName(), type.getSimpleName());
    }

    private JsonNode schemas() {
        return description.at("/components/schemas");
    }

    private JsonNode schema(String name) {
        JsonNode schema = schemas().path(name);
        assertThat(schema.isMissingNode()).as("schema " + name).isFalse();
        return schema;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asString()));
        return texts;
    }

    private static void collectReferences(JsonNode node, List<String> found) {
        JsonNode reference = node.path("$ref");
        if (reference.isString()) {
            found.add(reference.asString());
        }
        node.forEach(child -> collectReferences(child, found));
    }

    /** All records of this module and every record and enum of the shared model, by their names in the description. */
    private static Map<String, Class<?>> reachableTypes() throws Exception {
        Map<String, Class<?>> types = new TreeMap<>();
        List<Class<?>> all = new ArrayList<>(apiRecords());
        all.addAll(classesOf(dev.cairnfs.shared.model.Block.class));
        for (Class<?> type : all) {
            if (type.isRecord() || type.isEnum()) {
                types.put(schemaName(type), type);
            }
            for (Class<?> nested : type.getDeclaredClasses()) {
                if (nested.isEnum()) {
                    types.put(schemaName(nested), nested);
                }
            }
        }
        return types;
    }

    private static List<Class<?>> apiRecords() throws Exception {
        List<Class<?>> records = classesOf(BooleanResponse.class).stream()
                .filter(Class::isRecord)
                .toList();
        assertThat(records).hasSizeGreaterThan(20);
        return records;
    }

    private static List<Class<?>> classesOf(Class<?> neighbour) throws IOException, URISyntaxException {
        Path root = Path.of(
                neighbour.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> classes = new ArrayList<>();
        String folder = neighbour.getPackageName().replace('.', '/');
        if (Files.isDirectory(root)) {
            collect(root.resolve(folder), neighbour, classes);
        } else {
            try (var jar = java.nio.file.FileSystems.newFileSystem(root)) {
                collect(jar.getPath(folder), neighbour, classes);
            }
        }
        return classes;
    }

    private static void collect(Path folder, Class<?> neighbour, List<Class<?>> classes) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.contains("$") && !name.startsWith("package-info")) {
                    try {
                        classes.add(
                                Class.forName(neighbour.getPackageName() + "." + name.substring(0, name.length() - 6)));
                    } catch (ClassNotFoundException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }
    }
}
