import Pdata
import Testing

@testable import OTTL

/// Hashes that the reference implementation makes, of every kind of length.
@Suite struct XXH3Tests {
    @Test(arguments: [
        (0, "2d06800538d394c2", "99aa06d3014798d86001c324468d497f"),
        (1, "13e608bc156defed", "22bbb76b211a39ba13e608bc156defed"),
        (2, "1c9074b93943b86c", "a6b9dd53b14487221c9074b93943b86c"),
        (3, "a9088dda485b481c", "ce31763cbf8245a5a9088dda485b481c"),
        (4, "6d9253b16c8b1ed3", "47197970590746b1788a609154b0fe20"),
        (7, "8e8291ad89127e2e", "a051eefb8df8740e7af1e487627dd4bc"),
        (8, "60539db630471163", "e3bc8a5f461715553cd024e3d63a1588"),
        (9, "feff668361d723a8", "c72c88247a9a56d7eafab1c7f123109f"),
        (15, "9ec169f4a98231c1", "68f75783c1d1a650c30b29715d7282a3"),
        (16, "b8c859b0f030b585", "ce0b9647ab24f88460d75c5e47d40a24"),
        (17, "714a04408e79b80f", "bfd327edcc2fbd12eeed7654312a26d7"),
        (32, "19ff4ee1d6ba1a55", "4f130f27ab6baf45d761fd22e8ad5262"),
        (33, "3e44983ad21679c8", "d15b272993d9830f4193c535612ac940"),
        (64, "38bcde5122f74956", "535e7888f9116d98dc2d589f4a9d3f1a"),
        (65, "95a166c5957453d9", "2354d6b4dee6636f84d1723b9984b893"),
        (96, "75d654bdaee123df", "997459efb597fb4424b8f6370cc91897"),
        (97, "1296f9e2421ab74c", "a15b8b32d44caacf84b879b03f014199"),
        (128, "4634ae6a253a60e4", "a04233e3c9599748ef7e4d57ed67de26"),
        (129, "c095b9b1b087722d", "6e83694c09641bb7a28da26446fd5ab0"),
        (144, "bc948c7dc4355668", "57a7935c821f27ea6b79f5a440057a08"),
        (160, "cee9e8a663fd2a23", "b8b622859632330d1930b2902afdd956"),
        (192, "33745dbebc82e936", "338d49b6258c95ded9fee6c30b385599"),
        (240, "887af00281f75d38", "9a8457fec9cfea5e2288b3c22f48dea4"),
        (241, "82b1de299f6e411e", "07870750a974395682b1de299f6e411e"),
        (512, "c5aecd4d330685c6", "b4013783b976574bc5aecd4d330685c6"),
        (1024, "f75e768c7cdd54b2", "f96a1bbdb2fef572f75e768c7cdd54b2"),
        (1025, "667a5eabe344e5df", "2b5651dd466531ba667a5eabe344e5df"),
        (1088, "71a5e25f2281e942", "0942a051b737af7e71a5e25f2281e942"),
        (2048, "9e5e4a8160109a5d", "fdb1d9873525fcdf9e5e4a8160109a5d"),
        (3001, "ba1f9bbc8a9d80a3", "deaa9b3348a52646ba1f9bbc8a9d80a3"),
    ])
    func hashes(count: Int, short: String, long: String) {
        let input = (0..<count).map { UInt8(($0 * 7 + 3) % 251) }
        #expect(Hex.string(XXH3.hash64(input)) == short)
        let (high, low) = XXH3.hash128(input)
        #expect(Hex.string(high) + Hex.string(low) == long)
    }
}
