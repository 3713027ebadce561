package dev.cairnfs.namenode.app.api;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Refuses null where a record's component is not {@link Nullable}: JSON knows nothing of such promises. */
final class RequiredComponents {
    private record Component(RecordComponent component, boolean nullable) {}

    private static final ClassValue<List<Component>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            return List.of(components).stream()
                    .filter(component -> !component.getType().isPrimitive())
                    .map(component -> new Component(
                            component, component.getAnnotatedType().isAnnotationPresent(Nullable.class)))
                    .toList();
        }
    };

    private RequiredComponents() {}

    /**
     * Checks a record and the records in it.
     *
     * @param where its own place in the body, as the message names it; empty for the body itself
     */
    static void check(Record value, String where) throws HdfsException {
        for (Component each : COMPONENTS.get(value.getClass())) {
            Object part = get(each.component(), value);
            String name =
                    (where.isEmpty() ? "" : where + ".") + each.component().getName();
            if (part != null) {
                checkPart(part, name);
            } else if (!each.nullable()) {
                throw missing(name);
            }
        }
    }

    private static void checkPart(Object part, String name) throws HdfsException {
        if (part instanceof Record inner) {
            check(inner, name);
        } else if (part instanceof List<?> list) {
            for (Object element : list) {
                if (element == null) {
                    throw missing(name + "[]");
                }
                checkPart(element, name + "[]");
            }
        }
    }

    private static @Nullable Object get(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a record's accessor failed", e);
        }
    }

    private static HdfsException missing(String name) {
        return new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "The property " + name + " is missing");
    }
}
