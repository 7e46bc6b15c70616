/// The files that are rendered, embedded when the tool is built.
package enum Templates {
    /// A generated distribution.
    package enum Distribution {
        package static var package: String { text(PackageResources.Package_swift_mustache) }
        package static var main: String { text(PackageResources.main_swift_mustache) }
        package static var components: String { text(PackageResources.Components_swift_mustache) }
        package static var contractMain: String { text(PackageResources.contract_main_swift_mustache) }
        package static var contractSubject: String { text(PackageResources.contract_Subject_swift_mustache) }
        package static var provenance: String { text(PackageResources.Provenance_swift_mustache) }
        package static var gitignore: String { text(PackageResources.distribution_gitignore_mustache) }
        package static var linkerScript: String { text(PackageResources.discard_modhash_ld) }
    }

    /// What packages of a built distribution hold.
    package enum Packaging {
        package static var unit: String { text(PackageResources.collector_service_mustache) }
        package static var dockerfile: String { text(PackageResources.Dockerfile_mustache) }
        package static var control: String { text(PackageResources.control_mustache) }
        package static var copyright: String { text(PackageResources.copyright_mustache) }
        package static var postinst: String { text(PackageResources.postinst_mustache) }
        package static var prerm: String { text(PackageResources.prerm_mustache) }
        package static var postrm: String { text(PackageResources.postrm_mustache) }
    }

    /// What `swift-ocb init` writes.
    package enum Project {
        package static var manifest: String { text(PackageResources.manifest_yaml_mustache) }
        package static var configuration: String { text(PackageResources.config_yaml) }
        package static var readme: String { text(PackageResources.README_md_mustache) }
        package static var makefile: String { text(PackageResources.Makefile_mustache) }
        package static var gitignore: String { text(PackageResources.project_gitignore) }
    }

    /// The manifest that is built without `--config`: `manifests/core.yaml`.
    package static var defaultManifest: String { text(PackageResources.core_yaml) }

    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
