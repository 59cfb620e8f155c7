using System.Diagnostics;
using System.Formats.Asn1;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using ISession = Net.Pkcs11Interop.HighLevelAPI.ISession;

namespace JwtExtended.MinimalApi.Tests.Support.Engines;

/// <summary>A token of SoftHSM with keys that cannot be extracted. A process has one at most: the library is initialized once.</summary>
internal sealed class SoftHsm : IAsyncDisposable
{
    private const string Program = "/usr/bin/softhsm2-util";
    private const string Library = "/usr/lib/softhsm/libsofthsm2.so";
    private const string Label = "jwt";

    private static readonly string Pin = RandomNumberGenerator.GetHexString(8);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jwt-hsm-");
    private readonly Pkcs11InteropFactories _factories = new();
    private IPkcs11Library _library = null!;
    private ISlot _slot = null!;
    private ISession _login = null!;

    static SoftHsm() => NativeLibrary.SetDllImportResolver(
        typeof(IPkcs11Library).Assembly,
        // Only packages for developers have the file without a version.
        static (name, assembly, path) => name == "libdl" ? NativeLibrary.Load("libdl.so.2", assembly, path) : 0);

    private string Settings => Path.Combine(_folder.FullName, "softhsm2.conf");

    /// <summary>Creates a token, or ends the test if SoftHSM is not installed.</summary>
    public static async Task<SoftHsm> StartAsync()
    {
        if (!File.Exists(Program))
            Engine.Missing(Program, "softhsm2");
        var hsm = new SoftHsm();
        await File.WriteAllTextAsync(hsm.Settings, $"directories.tokendir = {hsm._folder.FullName}\nlog.level = ERROR\n");
        var start = new ProcessStartInfo(Program, ["--init-token", "--free", "--label", Label, "--pin", Pin, "--so-pin", Pin]);
        start.Environment["SOFTHSM2_CONF"] = hsm.Settings;
        await EngineProcess.RunAsync(start);
        hsm.Open();
        return hsm;
    }

    /// <summary>Generates an RSA key within the token.</summary>
    public HsmKey GenerateRsa(int bits)
    {
        var (publicKey, privateKey) = Generate(CKM.CKM_RSA_PKCS_KEY_PAIR_GEN,
            Attribute(CKA.CKA_MODULUS_BITS, (ulong)bits), Attribute(CKA.CKA_PUBLIC_EXPONENT, [1, 0, 1]));
        return new HsmKey(OpenSession(), publicKey, privateKey);
    }

    /// <summary>Generates an EC key within the token.</summary>
    public HsmKey GenerateEc(string curveOid)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(curveOid);
        var (publicKey, privateKey) = Generate(CKM.CKM_EC_KEY_PAIR_GEN, Attribute(CKA.CKA_EC_PARAMS, writer.Encode()));
        return new HsmKey(OpenSession(), publicKey, privateKey);
    }

    public ValueTask DisposeAsync()
    {
        _library.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private void Open()
    {
        // The library reads the environment of the process, which .NET has a copy of.
        if (SetEnvironment("SOFTHSM2_CONF", Settings, 1) != 0)
            throw new InvalidOperationException("The environment cannot be changed.");
        _library = _factories.Pkcs11LibraryFactory.LoadPkcs11Library(_factories, Library, AppType.MultiThreaded);
        _slot = _library.GetSlotList(SlotsType.WithTokenPresent).First(static slot => slot.GetTokenInfo().Label.Trim() == Label);
        _login = OpenSession();
        // For all sessions of the process, while this one is open.
        _login.Login(CKU.CKU_USER, Pin);
    }

    private ISession OpenSession() => _slot.OpenSession(SessionType.ReadWrite);

    private (IObjectHandle Public, IObjectHandle Private) Generate(CKM mechanism, params IObjectAttribute[] parameters)
    {
        using var generate = _factories.MechanismFactory.Create(mechanism);
        List<IObjectAttribute> publicPart = [Attribute(CKA.CKA_VERIFY, true), Attribute(CKA.CKA_TOKEN, true), .. parameters];
        List<IObjectAttribute> privatePart =
        [
            Attribute(CKA.CKA_SIGN, true), Attribute(CKA.CKA_TOKEN, true), Attribute(CKA.CKA_PRIVATE, true),
            Attribute(CKA.CKA_SENSITIVE, true), Attribute(CKA.CKA_EXTRACTABLE, false),
        ];
        _login.GenerateKeyPair(generate, publicPart, privatePart, out var publicKey, out var privateKey);
        return (publicKey, privateKey);
    }

    private IObjectAttribute Attribute(CKA type, bool value) => _factories.ObjectAttributeFactory.Create(type, value);

    private IObjectAttribute Attribute(CKA type, ulong value) => _factories.ObjectAttributeFactory.Create(type, value);

    private IObjectAttribute Attribute(CKA type, byte[] value) => _factories.ObjectAttributeFactory.Create(type, value);

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi)]
    private static extern int SetEnvironment(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
