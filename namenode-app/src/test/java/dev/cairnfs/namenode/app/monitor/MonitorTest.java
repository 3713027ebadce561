package dev.cairnfs.namenode.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.app.RunningNameNode;
import dev.cairnfs.namenode.app.ScriptedDatanode;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.loop.AuditEvent;
import dev.cairnfs.shared.error.ErrorCode;
import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MonitorTest extends RunningNameNode {
    @Test
    void prometheusHasTheAgreedNames() {
        hdfs("GET", "/", "op=GETFILESTATUS");
        String text = get("/actuator/prometheus").body();
        assertThat(text)
                .contains("hdfs_namenode_capacity_bytes{")
                .contains("hdfs_namenode_blocks{")
                .contains("hdfs_namenode_datanodes{")
                .contains("hdfs_namenode_safemode ")
                .contains("hdfs_namenode_op_seconds_count{")
                .contains("hdfs_namenode_editlog_sync_seconds_count ")
                .contains("op=\"GETFILESTATUS\"");
        assertThat(get("/prom").status()).isEqualTo(302);
    }

    @Test
    void mbeansAreThereAndInJmx() throws Exception {
        new ScriptedDatanode(this).register();
        Object live = ManagementFactory.getPlatformMBeanServer()
                .getAttribute(new ObjectName("Hadoop:service=NameNode,name=FSNamesystemState"), "NumDeadDataNodes");
        assertThat(live).isEqualTo(0);
        JsonNode beans =
                get("/jmx?qry=Hadoop:service=NameNode,name=NameNodeInfo").json().path("beans");
        assertThat(beans.size()).isEqualTo(1);
        assertThat(beans.at("/0/name").asString()).isEqualTo("Hadoop:service=NameNode,name=NameNodeInfo");
        JsonNode nodes = JsonMapper.shared().readTree(beans.at("/0/LiveNodes").asString());
        assertThat(nodes.path("127.0.0.1:19866").path("adminState").asString()).isEqualTo("In Service");
        assertThat(get("/jmx?get=Hadoop:service=NameNode,name=NameNodeStatus::State")
                        .json()
                        .at("/beans/0/State")
                        .asString())
                .isEqualTo("active");
        assertThat(get("/jmx").json().path("beans").size()).isGreaterThan(5);
        assertThat(get("/jmx?qry=nonsense").error()).isEqualTo("400 IllegalArgumentException");
    }

    private long activity(String attribute) {
        return get("/jmx?get=Hadoop:service=NameNode,name=NameNodeActivity::" + attribute)
                .json()
                .at("/beans/0/" + attribute)
                .asLong();
    }

    @Test
    void activityIsCountedByOperation() {
        long listings = activity("GetListingOps");
        long syncs = activity("SyncsNumOps");
        hdfs("GET", "/", "op=LISTSTATUS");
        hdfs("PUT", "/counted", "op=MKDIRS");
        assertThat(activity("GetListingOps")).isEqualTo(listings + 1);
        assertThat(activity("SyncsNumOps")).isGreaterThan(syncs);
        assertThat(activity("TransactionsNumOps")).isPositive();
    }

    @Test
    void stacksAreShown() {
        assertThat(get("/stacks").body()).contains("active threads", "(nn-state):", "(nn-journal):");
        assertThat(get("/stacks").header("Content-Type")).startsWith("text/plain");
    }

    @Test
    void logLevelsAreShownAndSet() {
        String log = "/logLevel?log=dev.cairnfs.levels.test";
        String root = "&user.name=" + SUPERUSER;
        assertThat(get(log + root).body()).contains("<!-- OUTPUT -->Effective Level: <b>INFO</b>");
        assertThat(get(log).error()).isEqualTo("403 AccessControlException");
        assertThat(call("POST", log + "&level=DEBUG").error()).isEqualTo("403 AccessControlException");
        assertThat(get(log + "&level=DEBUG" + root).status()).isEqualTo(405);
        assertThat(get(log + root).body()).contains("<b>INFO</b>");
        assertThat(call("POST", log + "&level=DEBUG" + root).body())
                .contains("<!-- OUTPUT -->Effective Level: <b>DEBUG</b>");
        assertThat(get(log + root).body()).contains("<b>DEBUG</b>");
        assertThat(call("POST", log + "&level=LOUD" + root).error()).isEqualTo("400 IllegalArgumentException");
        assertThat(get("/logLevel?log=%3Cscript%3E" + root).error()).isEqualTo("400 IllegalArgumentException");
        call("POST", log + "&level=INFO" + root);
    }

    @Test
    void fsckJudgesATree() {
        ScriptedDatanode datanode = new ScriptedDatanode(this);
        datanode.register();
        datanode.write("/fsck/dir/whole", 1000);
        String url = "/fsck?path=%2Ffsck&user.name=" + SUPERUSER;
        assertThat(get(url).body())
                .startsWith("FSCK started by " + SUPERUSER + " (auth:SIMPLE) from /127.0.0.1 for path /fsck at ")
                .contains("Status: HEALTHY", " Total dirs:\t2\n", " Total size:\t1000 B\n", " Missing blocks:\t0\n")
                .endsWith("The filesystem under path '/fsck' is HEALTHY\n");
        hdfs("PUT", "/fsck/dir/whole", "op=SETREPLICATION&replication=3");
        assertThat(get(url).body())
                .containsPattern(
                        "/fsck/dir/whole: Under replicated BP-[^ ]+:blk_[0-9_]+\\. Target Replicas is 3 but found 1")
                .contains(" Under-replicated blocks:\t1 (100.0000 %)", " Missing replicas:\t2 (66.6667 %)")
                .endsWith("is HEALTHY\n");
        datanode.report(java.util.List.of());
        assertThat(get("/fsck?path=%2Ffsck%2Fdir%2Fwhole&ugi=" + SUPERUSER).body())
                .contains("Status: CORRUPT", "MISSING BLOCKS:\t1", "/fsck/dir/whole: MISSING block ")
                .endsWith("The filesystem under path '/fsck/dir/whole' is CORRUPT\n");
        assertThat(get("/fsck?path=/none&user.name=" + SUPERUSER).body()).endsWith("Path '/none' does not exist\n");
        hdfs("PUT", "/fsck/dir", "op=SETPERMISSION&permission=700");
        assertThat(get("/fsck?path=/fsck&user.name=alice").body())
                .contains("Permission denied: user=alice")
                .endsWith("Fsck on path '/fsck' FAILED\n");
        assertThat(get(url + "&delete=1").error()).isEqualTo("400 UnsupportedOperationException");
        hdfs("DELETE", "/fsck", "op=DELETE&recursive=true");
    }

    @Test
    void theOldAddressesAnswer() {
        assertThat(get("/isActive").status()).isEqualTo(200);
        assertThat(get("/conf").json().at("/properties/0/key").asString()).startsWith("dfs.");
        assertThat(get("/dfshealth.html").status()).isEqualTo(302);
        assertThat(get("/explorer.html").header("Location")).endsWith("/ui/files");
        assertThat(call("POST", "/jmx").status()).isEqualTo(405);
    }

    @Test
    void anAuditLineHasHdfssForm() {
        AuditEvent event = new AuditEvent(
                0,
                new Caller("alice", Set.of("users"), false, "10.0.0.1", null),
                "mkdirs",
                "/a\nb",
                null,
                null,
                ErrorCode.ACCESS_CONTROL);
        assertThat(event.toLine("webhdfs"))
                .isEqualTo("allowed=false\tugi=alice (auth:SIMPLE)\tip=/10.0.0.1\tcmd=mkdirs\tsrc=/a?b\tdst=null"
                        + "\tperm=null\tproto=webhdfs");
    }
}
