using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace JwtExtended.MinimalApi.Endpoints;

/// <summary>
/// Keeps the default of an application that names none: ASP.NET Core takes the only scheme that there is, and with ours there are two.
/// </summary>
internal sealed class ImpliedDefaultScheme : IPostConfigureOptions<AuthenticationOptions>
{
    public void PostConfigure(string? name, AuthenticationOptions options)
    {
        var others = options.Schemes.Where(static scheme => !AuthenticationSchemes.IsOwn(scheme.HandlerType)).ToArray();
        if (others is [var only])
            options.DefaultScheme ??= only.Name;
        else if (others is [])
            options.DefaultScheme ??= options.Schemes.FirstOrDefault()?.Name;
    }
}
