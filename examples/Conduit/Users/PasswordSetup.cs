using Conduit.Data;
using Microsoft.AspNetCore.Identity;

namespace Conduit.Users;

internal static class PasswordSetup
{
    public static IServiceCollection AddConduitPasswords(this IServiceCollection services) =>
        services.AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>().AddSingleton<Passwords>();
}
