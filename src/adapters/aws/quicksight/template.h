#pragma once

#include "adapters/aws/quicksight/dashboards.h"

namespace till::quicksight {

/// References of a CloudFormation template: attributes of its resources, and its parameters.
References TemplateReferences();

/// The dashboards as a CloudFormation template, with a daily load of the data set. Its parameters are Owner and, for
/// Athena, WorkGroup and RoleArn; for Redshift, Host, Database, CredentialsArn and VpcConnectionArn.
Json CloudFormationTemplate(const Target& target, const Dashboards& dashboards);

}  // namespace till::quicksight
