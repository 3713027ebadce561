package dev.cairnfs.namenode.app.monitor;

import dev.cairnfs.shared.error.HdfsException;
import java.util.Map;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.ReflectionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An MBean of read-only attributes, named as HDFS names them; Java could not name some of those methods. */
final class AttributesMBean implements DynamicMBean {
    private static final Logger LOG = LoggerFactory.getLogger(AttributesMBean.class);

    private final String name;
    private final Map<String, AttributeSource> attributes;

    AttributesMBean(String name, Map<String, AttributeSource> attributes) {
        this.name = name;
        this.attributes = attributes;
    }

    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException, MBeanException {
        AttributeSource source = attributes.get(attribute);
        if (source == null) {
            throw new AttributeNotFoundException(attribute);
        }
        try {
            return source.get();
        } catch (HdfsException e) {
            throw new MBeanException(e);
        }
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        AttributeList list = new AttributeList();
        for (String attribute : names) {
            try {
                list.add(new Attribute(attribute, getAttribute(attribute)));
            } catch (AttributeNotFoundException | MBeanException e) {
                // The contract of this method: what cannot be read is left out.
                LOG.debug("{} of {} cannot be read", attribute, name, e);
            }
        }
        return list;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName() + " is read-only");
    }

    @Override
    public AttributeList setAttributes(AttributeList list) {
        return new AttributeList();
    }

    @Override
    public @Nullable Object invoke(String action, Object[] arguments, String[] signature) throws ReflectionException {
        throw new ReflectionException(new NoSuchMethodException(action));
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo[] infos = attributes.keySet().stream()
                .map(attribute -> new MBeanAttributeInfo(attribute, "java.lang.Object", attribute, true, false, false))
                .toArray(MBeanAttributeInfo[]::new);
        return new MBeanInfo(AttributesMBean.class.getName(), name, infos, null, null, null);
    }
}
